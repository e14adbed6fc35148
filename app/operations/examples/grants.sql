-- By oversight_owner in the database oversight, after every `flask db upgrade`: what the service itself may do.
GRANT USAGE ON SCHEMA public, dbos TO oversight_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, dbos TO oversight_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public, dbos TO oversight_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM oversight_app;
-- What is final is read and added to, never changed or deleted.
REVOKE UPDATE, DELETE ON
  event, removed, snapshot, signature, addendum, pack_made, signing_certificate,
  countersign_round, countersign_decision, countersign_point,
  role_batch, role_decision, role_change, role_applied, register_entry, learning_done, plan_opened,
  opening_approval
FROM oversight_app;
-- But its text may be emptied when its years have passed, which triggers allow only where a stone stands.
GRANT UPDATE (body) ON snapshot, countersign_decision TO oversight_app;
GRANT UPDATE (comment) ON signature TO oversight_app;
GRANT UPDATE (text) ON addendum TO oversight_app;
GRANT UPDATE (body, why) ON countersign_round TO oversight_app;
GRANT UPDATE (title) ON learning_done TO oversight_app;
GRANT UPDATE (reason) ON role_decision, role_change, register_entry TO oversight_app;
