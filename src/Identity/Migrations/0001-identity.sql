CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO huoqi_app;
