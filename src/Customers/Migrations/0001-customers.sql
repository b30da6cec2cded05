CREATE SCHEMA customers;
GRANT USAGE ON SCHEMA customers TO huoqi_app;
