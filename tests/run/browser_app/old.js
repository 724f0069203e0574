// The implicit grant with XMLHttpRequest, and addresses in pieces: none of them stands whole in this file.
var domain = ["spotify", "com"].join(".");
var worker;

function start() {
  var token = /access_token=([^&]+)/.exec(location.hash);
  if (!token) {
    location.href = "https://accounts." + domain + "/authorize?response_type=token&client_id=0123456789abcdef" +
      "&redirect_uri=" + encodeURIComponent("http://" + location.host + "/old.html");
    return;
  }
  var request = new XMLHttpRequest();
  request.open("GET", "https://" + "api.spotify.com" + "/v1/browse/new-releases?limit=1");
  request.setRequestHeader("Authorization", "Bearer " + token[1]);
  request.onload = function () {
    say("album", JSON.parse(request.responseText).albums.items.length);
    worker = new Worker("worker.js");
    worker.onmessage = function (event) {
      say("worker", event.data);
      beyond();
    };
    worker.postMessage({ host: "api." + domain, token: token[1] });
  };
  request.send();
}

// What no script of ours runs in: the page's policy is all that holds it.
function beyond() {
  var frame = document.createElement("iframe");
  document.body.appendChild(frame);
  frame.contentWindow.fetch("https://api." + domain + "/v1/markets").then(
    function () { say("beyond", "reached"); document.title = "Done"; },
    function () { say("beyond", "held"); document.title = "Done"; }
  );
}

function say(what, value) {
  document.getElementById("out").textContent += what + "=" + value + "\n";
}
