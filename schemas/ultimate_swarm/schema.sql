-- Ultimate Swarm Agents: swarm orchestration, execution traces and monitoring. MySQL 8, loads on TiDB as well.
-- There are no foreign keys here, as in the database itself; foreign_keys.sql adds them on request.

CREATE TABLE users (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  openId varchar(64) NOT NULL,
  name text,
  email varchar(320),
  role enum('user', 'admin') NOT NULL DEFAULT 'user',
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  lastSignedIn timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE KEY users_openId_unique (openId),
  UNIQUE KEY users_email_unique (email),
  KEY idx_users_role (role),
  KEY idx_users_openId (openId)
);

CREATE TABLE swarm_agents (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  name varchar(255) NOT NULL,
  type enum('reasoning', 'execution', 'coordination', 'analysis') NOT NULL,
  capabilities json NOT NULL,
  status enum('active', 'inactive', 'error', 'maintenance') NOT NULL DEFAULT 'active',
  llmModel varchar(128) NOT NULL,
  parameters json NOT NULL,
  healthScore int NOT NULL DEFAULT 100,
  successRate decimal(5,2) NOT NULL DEFAULT '100.00',
  totalExecutions int NOT NULL DEFAULT 0,
  failedExecutions int NOT NULL DEFAULT 0,
  lastHeartbeat timestamp NULL,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_swarm_agents_userId (userId),
  KEY idx_swarm_agents_status (status),
  KEY idx_swarm_agents_type (type),
  CONSTRAINT swarm_agents_healthScore_check CHECK (healthScore BETWEEN 0 AND 100)
);

CREATE TABLE workflows (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  name varchar(255) NOT NULL,
  description text,
  orchestrationPattern enum('hierarchical', 'sequential', 'concurrent', 'round_robin', 'mesh') NOT NULL,
  nodes json NOT NULL,
  edges json NOT NULL,
  configuration json NOT NULL,
  status enum('draft', 'active', 'paused', 'archived') NOT NULL DEFAULT 'draft',
  version int NOT NULL DEFAULT 1,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_workflows_userId (userId),
  KEY idx_workflows_status (status),
  KEY idx_workflows_orchestrationPattern (orchestrationPattern)
);

CREATE TABLE tasks (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  workflowId varchar(64) NOT NULL,
  input json NOT NULL,
  assignedAgents json NOT NULL,
  priority int NOT NULL DEFAULT 5,
  status enum('pending', 'running', 'completed', 'failed', 'timeout') NOT NULL DEFAULT 'pending',
  result json,
  errorMessage text,
  executionTime int COMMENT 'Milliseconds',
  startedAt timestamp NULL,
  completedAt timestamp NULL,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_tasks_userId (userId),
  KEY idx_tasks_workflowId (workflowId),
  KEY idx_tasks_createdAt (createdAt),
  KEY idx_tasks_status (status, priority),
  CONSTRAINT tasks_priority_check CHECK (priority BETWEEN 1 AND 10)
);

CREATE TABLE messages (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  taskId varchar(64) NOT NULL,
  senderId varchar(64) NOT NULL,
  recipientId varchar(64) COMMENT 'NULL for a broadcast',
  messageType enum('request', 'response', 'status_update', 'error', 'broadcast') NOT NULL,
  content json NOT NULL,
  metadata json,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  KEY idx_messages_userId (userId),
  KEY idx_messages_taskId (taskId),
  KEY idx_messages_senderId (senderId),
  KEY idx_messages_recipientId (recipientId),
  KEY idx_messages_createdAt (createdAt)
) COMMENT 'Kept for 30 days';

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
  KEY idx_alerts_createdAt (createdAt),
  KEY idx_alerts_relatedAgentId (relatedAgentId),
  KEY idx_alerts_relatedTaskId (relatedTaskId)
) COMMENT 'Kept for six months';

CREATE TABLE integrations (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  framework varchar(64) NOT NULL,
  version varchar(32) NOT NULL,
  active tinyint(1) NOT NULL DEFAULT 1,
  configuration json NOT NULL,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_integrations_userId (userId),
  KEY idx_integrations_framework (framework)
);

CREATE TABLE llm_providers (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  name varchar(255) NOT NULL,
  provider enum('openai', 'anthropic', 'ollama', 'custom') NOT NULL,
  model varchar(128) NOT NULL,
  apiKey varchar(512) COMMENT 'Encrypted by the application',
  baseUrl varchar(512),
  active tinyint(1) NOT NULL DEFAULT 1,
  isDefault tinyint(1) NOT NULL DEFAULT 0,
  configuration json NOT NULL,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_llm_providers_userId (userId),
  KEY idx_llm_providers_provider (provider)
);

CREATE TABLE workflow_templates (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  name varchar(255) NOT NULL,
  description text,
  orchestrationPattern enum('hierarchical', 'sequential', 'concurrent', 'round_robin', 'mesh') NOT NULL,
  templateData json NOT NULL,
  isPublic tinyint(1) NOT NULL DEFAULT 0,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_workflow_templates_userId (userId),
  KEY idx_workflow_templates_orchestrationPattern (orchestrationPattern),
  KEY idx_workflow_templates_isPublic (isPublic)
);

CREATE TABLE execution_history (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  taskId varchar(64) NOT NULL,
  workflowId varchar(64) NOT NULL,
  input json NOT NULL,
  output json,
  conversationLog json NOT NULL,
  metrics json NOT NULL,
  executionTime int NOT NULL COMMENT 'Milliseconds',
  status enum('completed', 'failed', 'timeout') NOT NULL,
  storageUrl varchar(512) COMMENT 'Where the payload lies when it is too large for a row',
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  KEY idx_execution_history_userId (userId),
  KEY idx_execution_history_taskId (taskId),
  KEY idx_execution_history_workflowId (workflowId),
  KEY idx_execution_history_status (status),
  KEY idx_execution_history_createdAt (createdAt)
);

CREATE TABLE consensus_results (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  taskId varchar(64) NOT NULL,
  consensusType enum('voting', 'judge_based', 'mixture_of_agents') NOT NULL,
  agentResults json NOT NULL,
  finalResult json NOT NULL,
  confidence decimal(5,4) NOT NULL,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  KEY idx_consensus_results_userId (userId),
  KEY idx_consensus_results_taskId (taskId),
  KEY idx_consensus_results_consensusType (consensusType),
  CONSTRAINT consensus_results_confidence_check CHECK (confidence BETWEEN 0 AND 1)
);

CREATE TABLE agent_configurations (
  id varchar(64) NOT NULL PRIMARY KEY,
  userId int NOT NULL,
  agentId varchar(64) NOT NULL,
  workflowId varchar(64),
  parameters json NOT NULL,
  llmModel varchar(128),
  systemPrompt text,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_agent_configurations_userId (userId),
  KEY idx_agent_configurations_agentId (agentId),
  KEY idx_agent_configurations_workflowId (workflowId)
);
