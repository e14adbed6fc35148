-- Once, by the server's administrator. Set both passwords: \password oversight_owner, \password oversight_app
CREATE ROLE oversight_owner LOGIN CREATEDB; -- a backup is proved in a database made beside
CREATE ROLE oversight_app LOGIN;
CREATE DATABASE oversight OWNER oversight_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE oversight FROM PUBLIC;
GRANT CONNECT ON DATABASE oversight TO oversight_app;
