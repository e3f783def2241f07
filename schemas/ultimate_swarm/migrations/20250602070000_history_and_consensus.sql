-- migrate:up
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

-- migrate:down
DROP TABLE consensus_results;
DROP TABLE execution_history;
