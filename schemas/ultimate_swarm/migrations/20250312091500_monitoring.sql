-- migrate:up
CREATE TABLE execution_logs (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  taskId varchar(64),
  agentId varchar(64),
  eventType enum('execution', 'decision', 'error', 'metric', 'state_change') NOT NULL,
  level enum('debug', 'info', 'warning', 'error', 'critical') NOT NULL DEFAULT 'info',
  message text NOT NULL,
  metadata json,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  KEY idx_execution_logs_userId (userId),
  KEY idx_execution_logs_taskId (taskId),
  KEY idx_execution_logs_agentId (agentId),
  KEY idx_execution_logs_level (level),
  KEY idx_execution_logs_createdAt (createdAt)
) COMMENT 'Kept for 90 days';

CREATE TABLE metrics (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  agentId varchar(64),
  taskId varchar(64),
  executionTime int NOT NULL COMMENT 'Milliseconds',
  tokenUsage int NOT NULL DEFAULT 0,
  estimatedCost decimal(10,6) NOT NULL DEFAULT '0.000000',
  successFlag tinyint(1) NOT NULL DEFAULT 1,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  KEY idx_metrics_userId (userId),
  KEY idx_metrics_agentId (agentId),
  KEY idx_metrics_taskId (taskId),
  KEY idx_metrics_createdAt (createdAt)
) COMMENT 'Kept for one year';

CREATE TABLE alerts (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  alertType enum('agent_failure', 'task_timeout', 'system_error', 'task_completion', 'performance_degradation') NOT NULL,
  severity enum('info', 'warning', 'critical') NOT NULL DEFAULT 'info',
  title varchar(255) NOT NULL,
  message text NOT NULL,
  relatedAgentId varchar(64),
  relatedTaskId varchar(64),
  resolved tinyint(1) NOT NULL DEFAULT 0,
  resolvedAt timestamp NULL,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  KEY idx_alerts_userId (userId),
  KEY idx_alerts_severity (severity),
  KEY idx_alerts_resolved (resolved),
  KEY idx_alerts_createdAt (createdAt)
) COMMENT 'Kept for six months';

-- migrate:down
DROP TABLE alerts;
DROP TABLE metrics;
DROP TABLE execution_logs;
