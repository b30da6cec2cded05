CREATE SCHEMA acquiring;
GRANT USAGE ON SCHEMA acquiring TO huoqi_app;
