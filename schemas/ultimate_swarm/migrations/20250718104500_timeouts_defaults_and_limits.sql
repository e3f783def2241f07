-- migrate:up
ALTER TABLE tasks MODIFY COLUMN status enum('pending', 'running', 'completed', 'failed', 'timeout') NOT NULL DEFAULT 'pending';
ALTER TABLE tasks ADD COLUMN errorMessage text AFTER result;
ALTER TABLE tasks DROP INDEX idx_tasks_status;
ALTER TABLE tasks ADD INDEX idx_tasks_status (status, priority);
ALTER TABLE tasks ADD CONSTRAINT tasks_priority_check CHECK (priority BETWEEN 1 AND 10);

-- An encrypted key is longer than the key.
ALTER TABLE llm_providers MODIFY COLUMN apiKey varchar(512) COMMENT 'Encrypted by the application';
ALTER TABLE llm_providers ADD COLUMN isDefault tinyint(1) NOT NULL DEFAULT 0 AFTER active;

ALTER TABLE execution_history ADD COLUMN storageUrl varchar(512) COMMENT 'Where the payload lies when it is too large for a row' AFTER status;

ALTER TABLE swarm_agents ADD CONSTRAINT swarm_agents_healthScore_check CHECK (healthScore BETWEEN 0 AND 100);

CREATE INDEX idx_users_openId ON users (openId);
CREATE INDEX idx_alerts_relatedAgentId ON alerts (relatedAgentId);
CREATE INDEX idx_alerts_relatedTaskId ON alerts (relatedTaskId);

-- migrate:down
DROP INDEX idx_alerts_relatedTaskId ON alerts;
DROP INDEX idx_alerts_relatedAgentId ON alerts;
DROP INDEX idx_users_openId ON users;

ALTER TABLE swarm_agents DROP CONSTRAINT swarm_agents_healthScore_check;

ALTER TABLE execution_history DROP COLUMN storageUrl;

ALTER TABLE llm_providers DROP COLUMN isDefault;
-- Fails while a key of more than 255 characters is stored.
ALTER TABLE llm_providers MODIFY COLUMN apiKey varchar(255);

ALTER TABLE tasks DROP CONSTRAINT tasks_priority_check;
ALTER TABLE tasks DROP INDEX idx_tasks_status;
ALTER TABLE tasks ADD INDEX idx_tasks_status (status);
ALTER TABLE tasks DROP COLUMN errorMessage;
UPDATE tasks SET status = 'failed' WHERE status = 'timeout';
ALTER TABLE tasks MODIFY COLUMN status enum('pending', 'running', 'completed', 'failed') NOT NULL DEFAULT 'pending';
