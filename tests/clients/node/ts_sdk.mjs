// @spotify/web-api-ts-sdk, through every method that it has for music, and its four ways to a token.

import { InMemoryCachingStrategy, SpotifyApi } from "@spotify/web-api-ts-sdk";
import { call, saw, sendPerson, world } from "./drive.mjs";

const here = (url) => url.replace(/^https:\/\/(api|accounts)\.spotify\.com/, world.url);

// The client asks two hosts by their full names, the one for tokens with the global fetch: both are led here.
const plainFetch = globalThis.fetch;
globalThis.fetch = async (url, options = {}) => {
  const answer = await plainFetch(here(String(url)), options);
  const text = await answer.clone().text();
  const json = text && answer.headers.get("content-type")?.startsWith("application/json");
  saw(options.method ?? "GET", answer.url, answer.status, json ? JSON.parse(text) : null);
  return answer;
};

// What a browser would be for the client: an address bar.
globalThis.window = {
  location: { href: world.redirect_uri, search: "", hash: "" },
  history: { replaceState: () => {} },
  crypto: globalThis.crypto,
};
globalThis.document = { title: "" };
let person = null; // on the way through the server's pages
const redirectionStrategy = {
  redirect: async (address) => {
    person = sendPerson(here(String(address)));
  },
  onReturnFromRedirect: async () => {},
};

const memory = () => ({ cachingStrategy: new InMemoryCachingStrategy() });

async function throughBrowser(name, enter, scopes) {
  const config = { ...memory(), redirectionStrategy };
  const api = enter(world.public_id, world.redirect_uri, scopes, config);
  await api.authenticate(); // sends the person away
  while (person === null) await new Promise((resolve) => setTimeout(resolve, 5));
  const back = new URL(await person);
  person = null;
  Object.assign(window.location, { href: back.href, search: back.search, hash: back.hash });
  await call(`${name}.authenticate`, () => api.authenticate());
  Object.assign(window.location, { href: world.redirect_uri, search: "", hash: "" });
  await call(`${name}.profile`, () => api.currentUser.profile());
  return api;
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

const { tracks, artists, albums } = world;
const app = SpotifyApi.withClientCredentials(world.client_id, world.secret, [], memory());

async function catalogue() {
  await call("tracks.get", () => app.tracks.get(tracks[0], "DE"));
  await call("tracks.get many", () => app.tracks.get(tracks));
  await call("tracks.audioFeatures", () => app.tracks.audioFeatures(tracks[0]));
  await call("tracks.audioFeatures many", () => app.tracks.audioFeatures([...tracks, world.unknown]));
  await call("tracks.audioAnalysis", () => app.tracks.audioAnalysis(tracks[0]));
  await call("artists.get", () => app.artists.get(artists[0]));
  await call("artists.get many", () => app.artists.get(artists));
  await call("artists.albums", () => app.artists.albums(artists[0], "album,single", "DE", 1));
  await call("artists.topTracks", () => app.artists.topTracks(artists[0], "DE"));
  await call("artists.relatedArtists", () => app.artists.relatedArtists(artists[0]));
  await call("albums.get", () => app.albums.get(albums[0]));
  await call("albums.get many", () => app.albums.get(albums));
  await everyPage("albums.tracks to the end", (offset) => app.albums.tracks(albums[0], "DE", 2, offset));
  await call("search", () => app.search(world.query, ["track", "album", "artist", "playlist"], "DE", 10, 0));
  await call("recommendations.get", () =>
    app.recommendations.get({ seed_tracks: [tracks[0]], seed_artists: [artists[0]], limit: 5, target_energy: 0.7 }),
  );
  await call("recommendations.genreSeeds", () => app.recommendations.genreSeeds());
  await call("markets", () => app.markets.getAvailableMarkets());
  await everyPage(
    "browse.getCategories to the end",
    async (offset) => (await app.browse.getCategories("DE", "de_DE", 3, offset)).categories,
  );
  const categories = await call("browse.getCategories", () => app.browse.getCategories("DE", "de_DE", 50, 0));
  const category = categories.categories.items[0].id;
  await call("browse.getCategory", () => app.browse.getCategory(category));
  await call("browse.getNewReleases", () => app.browse.getNewReleases("DE", 2, 0));
  await call("browse.getFeaturedPlaylists", () => app.browse.getFeaturedPlaylists("DE"));
  for (const { id } of categories.categories.items) {
    await call("browse.getPlaylistsForCategory", () => app.browse.getPlaylistsForCategory(id, "DE", 5, 0));
  }
  await call("tracks.get unknown", () => app.tracks.get(world.unknown));
}

async function kept(api) {
  const me = api.currentUser;
  await call("me.tracks.saveTracks", () => me.tracks.saveTracks(tracks.slice(0, 3)));
  await call("me.tracks.savedTracks", () => me.tracks.savedTracks(2, 0, "DE"));
  await call("me.tracks.hasSavedTracks", () => me.tracks.hasSavedTracks(tracks.slice(0, 4)));
  await call("me.tracks.removeSavedTracks", () => me.tracks.removeSavedTracks(tracks.slice(0, 3)));
  await call("me.albums.saveAlbums", () => me.albums.saveAlbums(albums));
  await call("me.albums.savedAlbums", () => me.albums.savedAlbums(1, 0, "DE"));
  await call("me.albums.hasSavedAlbums", () => me.albums.hasSavedAlbums(albums));
  await call("me.albums.removeSavedAlbums", () => me.albums.removeSavedAlbums(albums));
  await call("me.followArtistsOrUsers", () => me.followArtistsOrUsers(artists, "artist"));
  await call("me.followedArtists", () => me.followedArtists(undefined, 50));
  await call("me.followsArtistsOrUsers", () => me.followsArtistsOrUsers(artists, "artist"));
  await call("me.unfollowArtistsOrUsers", () => me.unfollowArtistsOrUsers(artists, "artist"));
  await call("me.followedArtists after", () => me.followedArtists(undefined, 50));
  await call("me.topItems tracks", () => me.topItems("tracks", "short_term", 5, 0));
  await call("me.topItems artists", () => me.topItems("artists", "long_term", 5, 0));
  for (const kind of ["shows", "episodes"]) {
    const saved = kind === "shows" ? "savedShows" : "savedEpisodes";
    await call(`me.${kind}.${saved}`, () => me[kind][saved]());
  }
}

async function playlists(api) {
  const uris = tracks.map((id) => `spotify:track:${id}`);
  const user = (await api.currentUser.profile()).id;
  const lists = api.playlists;
  const made = await call("playlists.createPlaylist", () =>
    lists.createPlaylist(user, { name: "From TypeScript", description: "Ünïcode", public: false }),
  );
  if (!made) return;
  const id = made.id;
  await call("playlists.addItemsToPlaylist", () => lists.addItemsToPlaylist(id, uris.slice(0, 4)));
  await call("playlists.addItemsToPlaylist at", () => lists.addItemsToPlaylist(id, [uris[4]], 0));
  await call("playlists.getPlaylistItems", () => lists.getPlaylistItems(id, "DE", undefined, 2, 0));
  await call("playlists.getPlaylistItems all", () => lists.getPlaylistItems(id, "DE", undefined, 50, 0));
  await call("playlists.movePlaylistItems", () => lists.movePlaylistItems(id, 0, 1, 5));
  await call("playlists.getPlaylist moved", () => lists.getPlaylist(id));
  await call("playlists.removeItemsFromPlaylist", () =>
    lists.removeItemsFromPlaylist(id, { tracks: [{ uri: uris[0] }] }),
  );
  await call("playlists.updatePlaylistItems", () => lists.updatePlaylistItems(id, { uris: uris.slice(5, 7) }));
  await call("playlists.changePlaylistDetails", () =>
    lists.changePlaylistDetails(id, { name: "Renamed", public: true }),
  );
  await call("playlists.addCustomPlaylistCoverImage", () =>
    lists.addCustomPlaylistCoverImage(id, Buffer.from(world.picture, "base64")),
  );
  await call("playlists.getPlaylistCoverImage", () => lists.getPlaylistCoverImage(id));
  await call("playlists.getPlaylist", () => lists.getPlaylist(id, "DE", undefined, ["track"]));
  await call("playlists.getUsersPlaylists", () => lists.getUsersPlaylists(user, 5, 0));
  await call("me.playlists.playlists", () => api.currentUser.playlists.playlists(5, 0));
  await call("me.playlists.follow", () => api.currentUser.playlists.follow(id));
  await call("me.playlists.isFollowing", () => api.currentUser.playlists.isFollowing(id, [user]));
  await call("me.playlists.unfollow", () => api.currentUser.playlists.unfollow(id));
  await call("users.profile", () => api.users.profile(user));
}

async function player(api) {
  const { player } = api;
  await call("player.getAvailableDevices", () => player.getAvailableDevices());
  await call("player.getPlaybackState", () => player.getPlaybackState());
  await call("player.getCurrentlyPlayingTrack", () => player.getCurrentlyPlayingTrack());
  await call("player.getUsersQueue", () => player.getUsersQueue());
  await call("player.getRecentlyPlayedTracks", () => player.getRecentlyPlayedTracks(2));
  await call("player.getRecentlyPlayedTracks before", () =>
    player.getRecentlyPlayedTracks(2, { type: "before", timestamp: Date.now() }),
  );
  await call("player.pausePlayback", () => player.pausePlayback());
  await call("player.startResumePlayback", () => player.startResumePlayback("", undefined, [`spotify:track:${tracks[0]}`]));
  await call("player.skipToNext", () => player.skipToNext(""));
}

async function refreshed(token) {
  // A token that is past its hour makes the client ask for another.
  const late = SpotifyApi.withAccessToken(world.public_id, { ...token, expires: Date.now() - 1 });
  await call("refresh.profile", () => late.currentUser.profile());
  await call("refresh.token", () => late.getAccessToken());
}

await catalogue();
const api = await throughBrowser("pkce", SpotifyApi.withUserAuthorization, world.scopes);
await kept(api);
await playlists(api);
await player(api);
await refreshed(await api.getAccessToken());
await throughBrowser("implicit", SpotifyApi.withImplicitGrant, ["user-read-private"]);

const forged = SpotifyApi.withAccessToken(world.public_id, { access_token: "forged", expires_in: 3600, refresh_token: "" });
await call("forged", () => forged.tracks.get(tracks[0]));

// The same client before a server that lets an app ask less often.
world.url = world.strict_url;
const hurried = SpotifyApi.withClientCredentials(...world.hurried.ts_sdk, [], memory());
for (let count = 0; count <= world.strict_limit; count++) await call(`hurried ${count}`, () => hurried.tracks.get(tracks[0]));
process.exit(0);
