"""An old web app: its own page leads people to the login page, and shows what came back with them."""

import http.server
import urllib.parse


class App(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = {
            "client_id": "an old id",
            "response_type": "code",
            "redirect_uri": f"http://127.0.0.1:{server.server_port}/callback",
            "scope": "user-read-private",
        }
        login = f"https://accounts.spotify.com/authorize?{urllib.parse.urlencode(asked)}"
        body = f'<a href="{login}">Log in</a> <script>fetch("https://api.spotify.com/v1/me")</script>'
        if self.path.startswith("/callback"):
            body = f"came back with {urllib.parse.urlsplit(self.path).query}"
        self.send_response(302 if self.path == "/login" else 200)
        if self.path == "/login":
            self.send_header("Location", login)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), App)
print(server.server_port, flush=True)
print(f"or open https://accounts.spotify.com/authorize?port={server.server_port}", flush=True)
server.serve_forever()
