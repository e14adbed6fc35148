// The stack of the sister services with the same pages: Express, nunjucks and govuk-frontend, one process.
// node server.js PORT FOLDER_OF_NODE_MODULES, with the pages' content as JSON in the environment.
const path = require("node:path");
const crypto = require("node:crypto");
const [port, modules] = process.argv.slice(2);
const from = (name) => require(path.join(modules, name));
const express = from("express");
const nunjucks = from("nunjucks");

const samples = JSON.parse(process.env.SAMPLES);
const app = express();
nunjucks.configure([path.join(modules, "govuk-frontend", "dist"), __dirname], { autoescape: true, express: app });
app.disable("x-powered-by");
app.use((request, response, next) => {
  const nonce = crypto.randomBytes(16).toString("base64");
  response.locals.cspNonce = nonce;
  response.set("Content-Security-Policy", `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self'`);
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "same-origin");
  response.set("Cache-Control", "no-store");
  next();
});
app.get("/empty", (request, response) => response.send("ok"));
for (const page of ["form", "list", "list-by-hand", "check"]) {
  app.get(`/${page}`, (request, response) => response.render(`${page}.njk`, samples[page.split("-")[0]]));
}
app.listen(Number(port), "127.0.0.1");
