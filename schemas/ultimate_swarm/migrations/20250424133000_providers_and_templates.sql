-- migrate:up
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
  apiKey varchar(255),
  baseUrl varchar(512),
  active tinyint(1) NOT NULL DEFAULT 1,
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

-- migrate:down
DROP TABLE agent_configurations;
DROP TABLE workflow_templates;
DROP TABLE llm_providers;
DROP TABLE integrations;
