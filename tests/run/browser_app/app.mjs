// The authorization code flow with PKCE, by hand, as tutorials have it.
const clientId = "3a1f0c7be2d84f6c9d5e6b7a8c9d0e1f";
const redirectUri = "https://ada.example/topfeel/";
const accounts = "https://accounts.spotify.com";
const api = `https://api.spotify.com/v1`;

const base64 = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function login() {
  const verifier = base64(crypto.getRandomValues(new Uint8Array(48)));
  localStorage.setItem("verifier", verifier);
  const challenge = base64(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const url = new URL(`${accounts}/authorize`);
  url.search = new URLSearchParams({
    response_type: "code", client_id: clientId, scope: "user-top-read user-read-private", redirect_uri: redirectUri,
    code_challenge_method: "S256", code_challenge: challenge,
  });
  window.location.href = url.toString();
}

async function token(code) {
  const body = new URLSearchParams({
    client_id: clientId, grant_type: "authorization_code", code, redirect_uri: redirectUri,
    code_verifier: localStorage.getItem("verifier"),
  });
  const answer = await fetch(`${accounts}/api/token`, { method: "POST", body });
  return (await answer.json()).access_token;
}

async function get(path, bearer) {
  const answer = await fetch(path.startsWith("http") ? path : api + path, { headers: { Authorization: "Bearer " + bearer } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function main() {
  const code = new URLSearchParams(location.search).get("code");
  if (!code) return login();
  const bearer = await token(code);
  history.replaceState({}, "", "/");
  const me = await get("/me", bearer);
  document.querySelector("#who").textContent = `Hello ${me.display_name}`;
  const top = await get("/me/top/tracks?limit=2", bearer);
  const more = top.next ? await get(top.next, bearer) : { items: [] };
  const tracks = [...top.items, ...more.items];
  const { audio_features } = await get("/audio-features?ids=" + tracks.map((track) => track.id).join(","), bearer);
  document.querySelector("#tracks").replaceChildren(
    ...tracks.map((track, at) => {
      const { valence, energy, tempo } = audio_features[at];
      const line = document.createElement("li");
      const bar = Object.assign(document.createElement("meter"), { value: valence });
      const about = `${track.artists[0].name} · ${tempo.toFixed(0)} BPM · energy ${energy.toFixed(2)}`;
      line.append(
        Object.assign(document.createElement("b"), { textContent: track.name }),
        Object.assign(document.createElement("small"), { textContent: about }),
        bar,
      );
      return line;
    }),
  );
  document.title = "Done";
}

main().catch((error) => {
  document.title = "Failed";
  document.querySelector("#who").textContent = String(error);
});
