-- migrate:up
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
  KEY idx_users_role (role)
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
  KEY idx_swarm_agents_type (type)
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
  status enum('pending', 'running', 'completed', 'failed') NOT NULL DEFAULT 'pending',
  result json,
  executionTime int COMMENT 'Milliseconds',
  startedAt timestamp NULL,
  completedAt timestamp NULL,
  createdAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updatedAt timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY idx_tasks_userId (userId),
  KEY idx_tasks_workflowId (workflowId),
  KEY idx_tasks_createdAt (createdAt),
  KEY idx_tasks_status (status)
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

-- migrate:down
DROP TABLE messages;
DROP TABLE tasks;
DROP TABLE workflows;
DROP TABLE swarm_agents;
DROP TABLE users;
