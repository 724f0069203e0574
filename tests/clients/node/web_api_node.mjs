// spotify-web-api-node, through every method that it has for music, and its three ways to a token.

import { createRequire } from "node:module";
import { call, saw, sendPerson, world } from "./drive.mjs";

const require = createRequire(import.meta.url);
const SpotifyWebApi = require("spotify-web-api-node");
const superagent = require("superagent");
const Request = require("spotify-web-api-node/src/base-request");
const HttpManager = require("spotify-web-api-node/src/http-manager");

// The client has no option for the host: what builds its requests is replaced.
const at = () => {
  const { hostname, port } = new URL(world.url);
  return Request.builder().withHost(hostname).withPort(Number(port)).withScheme("http");
};
require("spotify-web-api-node/src/webapi-request").builder = (accessToken) => at().withAuth(accessToken);
require("spotify-web-api-node/src/authentication-request").builder = at;

const send = HttpManager._makeRequest;
HttpManager._makeRequest = (method, options, uri, callback) => {
  const name = method === superagent.del ? "DELETE" : method.name.toUpperCase();
  const query = options.query ? "?" + new URLSearchParams(options.query) : "";
  send(method, options, uri, (error, answer) => {
    const { statusCode, body } = error ?? answer;
    if (statusCode) saw(name, uri + query, statusCode, Object.keys(body ?? {}).length ? body : null);
    callback(error, answer);
  });
};

const { tracks, artists, albums } = world;
const api = new SpotifyWebApi({
  clientId: world.client_id,
  clientSecret: world.secret,
  redirectUri: world.redirect_uri,
});
const uris = tracks.map((id) => `spotify:track:${id}`);

// Call a method by its name; give the body of the answer.
async function does(method, ...given) {
  return await call(method, async () => (await api[method](...given)).body);
}

// The client has no method for pages: its users count the offset up.
async function everyPage(name, pageFrom) {
  const items = [];
  for (let page = { next: true }; page.next; ) {
    page = await pageFrom(items.length);
    items.push(...page.items);
  }
  await call(name, async () => items);
}

async function catalogue() {
  await does("getTrack", tracks[0], { market: "DE" });
  await does("getTracks", tracks);
  await does("getAlbum", albums[0]);
  await does("getAlbums", albums);
  await does("getArtist", artists[0]);
  await does("getArtists", artists);
  await does("search", world.query, ["track", "artist", "album"], { limit: 5, offset: 0 });
  await does("searchAlbums", world.query, { limit: 2 });
  await does("searchArtists", world.query);
  await does("searchTracks", `artist:${world.query}`, { limit: 5 });
  await does("searchPlaylists", world.query);
  await does("getArtistAlbums", artists[0], { limit: 1 });
  await everyPage(
    "getAlbumTracks to the end",
    async (offset) => (await api.getAlbumTracks(albums[0], { limit: 2, offset })).body,
  );
  await does("getArtistTopTracks", artists[0], "DE");
  await does("getArtistRelatedArtists", artists[0]);
  await does("getAudioFeaturesForTrack", tracks[0]);
  await does("getAudioFeaturesForTracks", [...tracks, world.unknown]);
  await does("getAudioAnalysisForTrack", tracks[0]);
  await does("getRecommendations", { seed_tracks: [tracks[0]], seed_artists: artists.slice(0, 1), min_energy: 0.1 });
  await does("getAvailableGenreSeeds");
  await does("getNewReleases", { limit: 2, country: "DE" });
  await does("getFeaturedPlaylists", { limit: 3 });
  const { categories } = await does("getCategories", { limit: 50 });
  await does("getCategory", categories.items[0].id);
  for (const { id } of categories.items) await does("getPlaylistsForCategory", id, { limit: 2 });
}

async function kept() {
  await does("addToMySavedTracks", tracks.slice(0, 3));
  await does("getMySavedTracks", { limit: 2, offset: 1 });
  await does("containsMySavedTracks", tracks.slice(0, 4));
  await does("removeFromMySavedTracks", tracks.slice(0, 3));
  await does("addToMySavedAlbums", albums);
  await does("getMySavedAlbums", { limit: 5 });
  await does("containsMySavedAlbums", albums);
  await does("removeFromMySavedAlbums", albums);
  await does("followArtists", artists);
  await does("getFollowedArtists", { limit: 2 });
  await does("isFollowingArtists", artists);
  await does("unfollowArtists", artists);
  await does("followUsers", [world.other_id]);
  await does("isFollowingUsers", [world.other_id]);
  await does("unfollowUsers", [world.other_id]);
  await does("getMyTopArtists", { limit: 5, time_range: "long_term" });
  await does("getMyTopTracks", { limit: 5 });
  await does("getMySavedShows", { limit: 5 });
}

async function playlists() {
  const { id: user } = await does("getMe");
  const made = await does("createPlaylist", "From Node", { description: "Ünïcode", public: true });
  if (!made) return;
  const { id } = made;
  await does("addTracksToPlaylist", id, uris.slice(0, 4));
  await does("addTracksToPlaylist", id, [uris[4]], { position: 0 });
  await does("getPlaylistTracks", id, { limit: 2, offset: 1 });
  const moved = await does("reorderTracksInPlaylist", id, 0, 5, { range_length: 1 });
  await does("getPlaylist", id);
  await does("removeTracksFromPlaylist", id, [{ uri: uris[0] }], { snapshot_id: moved?.snapshot_id });
  const now = (await api.getPlaylist(id)).body.snapshot_id;
  await does("removeTracksFromPlaylistByPosition", id, [0], now);
  await does("replaceTracksInPlaylist", id, uris.slice(5, 7));
  await everyPage("getPlaylistTracks to the end", async (offset) => (await api.getPlaylistTracks(id, { limit: 1, offset })).body);
  await does("changePlaylistDetails", id, { name: "Renamed" });
  await does("uploadCustomPlaylistCoverImage", id, world.picture);
  await does("getUserPlaylists", user, { limit: 5 });
  await does("getUserPlaylists");
  await does("followPlaylist", id, { public: false });
  await does("areFollowingPlaylist", user, id, [user]);
  await does("unfollowPlaylist", id);
  await does("getUser", user);
}

async function player() {
  await does("getMyDevices");
  await does("getMyCurrentPlayingTrack");
  await does("getMyCurrentPlaybackState");
  await does("getMyRecentlyPlayedTracks", { limit: 2 });
  await does("getMyRecentlyPlayedTracks", { limit: 2, before: Date.now() });
  await does("pause");
  await does("play", { uris: uris.slice(0, 1) });
  await does("skipToNext");
  await does("setVolume", 50);
  await does("addToQueue", uris[0]);
}

async function wrong() {
  await does("getTrack", world.unknown);
  await does("getTrack", "x");
  await does("getTracks", Array(51).fill(tracks[0]));
  api.setAccessToken("forged");
  await does("getTrack", tracks[0]);
  api.resetAccessToken();
  await does("getTrack", tracks[0]);
  api.setClientSecret("0".repeat(32));
  await does("clientCredentialsGrant");
  api.setClientSecret(world.secret);
}

api.setAccessToken((await does("clientCredentialsGrant")).access_token);
await catalogue();
await does("getMe"); // the app acts for nobody yet

const back = new URL(await sendPerson(api.createAuthorizeURL(world.scopes, "a state", true)));
await call("state", async () => back.searchParams.get("state"));
const granted = await does("authorizationCodeGrant", back.searchParams.get("code"));
api.setAccessToken(granted.access_token);
api.setRefreshToken(granted.refresh_token);
await kept();
await playlists();
await player();
api.setAccessToken((await does("refreshAccessToken")).access_token);
await does("getMe");
await does("authorizationCodeGrant", "no code");
await wrong();

// The same client before a server that lets an app ask less often.
world.url = world.strict_url;
const [clientId, clientSecret] = world.hurried.web_api_node;
api.setCredentials({ clientId, clientSecret });
api.setAccessToken((await api.clientCredentialsGrant()).body.access_token);
for (let count = 0; count <= world.strict_limit; count++) await does("getTrack", tracks[0]);
process.exit(0);
