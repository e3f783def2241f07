-- plumb.snapshot 1 20250718104500 a0eec80ac1f4ee8990f9a9da26b25558: the whole schema behind the last migration, written by plumb

CREATE TABLE `agent_configurations` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `agentId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `workflowId` varchar(64) COLLATE utf8mb4_0900_ai_ci,
  `parameters` json NOT NULL,
  `llmModel` varchar(128) COLLATE utf8mb4_0900_ai_ci,
  `systemPrompt` text COLLATE utf8mb4_0900_ai_ci,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_agent_configurations_agentId` (`agentId`),
  KEY `idx_agent_configurations_userId` (`userId`),
  KEY `idx_agent_configurations_workflowId` (`workflowId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `alerts` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `alertType` enum('agent_failure','task_timeout','system_error','task_completion','performance_degradation') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `severity` enum('info','warning','critical') COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'info',
  `title` varchar(255) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `message` text COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `relatedAgentId` varchar(64) COLLATE utf8mb4_0900_ai_ci,
  `relatedTaskId` varchar(64) COLLATE utf8mb4_0900_ai_ci,
  `resolved` tinyint(1) NOT NULL DEFAULT 0,
  `resolvedAt` timestamp NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_alerts_createdAt` (`createdAt`),
  KEY `idx_alerts_relatedAgentId` (`relatedAgentId`),
  KEY `idx_alerts_relatedTaskId` (`relatedTaskId`),
  KEY `idx_alerts_resolved` (`resolved`),
  KEY `idx_alerts_severity` (`severity`),
  KEY `idx_alerts_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='Kept for six months';

CREATE TABLE `consensus_results` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `taskId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `consensusType` enum('voting','judge_based','mixture_of_agents') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `agentResults` json NOT NULL,
  `finalResult` json NOT NULL,
  `confidence` decimal(5,4) NOT NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_consensus_results_consensusType` (`consensusType`),
  KEY `idx_consensus_results_taskId` (`taskId`),
  KEY `idx_consensus_results_userId` (`userId`),
  CONSTRAINT `consensus_results_confidence_check` CHECK (confidence BETWEEN 0 AND 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `execution_history` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `taskId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `workflowId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `input` json NOT NULL,
  `output` json,
  `conversationLog` json NOT NULL,
  `metrics` json NOT NULL,
  `executionTime` int NOT NULL COMMENT 'Milliseconds',
  `status` enum('completed','failed','timeout') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `storageUrl` varchar(512) COLLATE utf8mb4_0900_ai_ci COMMENT 'Where the payload lies when it is too large for a row',
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_execution_history_createdAt` (`createdAt`),
  KEY `idx_execution_history_status` (`status`),
  KEY `idx_execution_history_taskId` (`taskId`),
  KEY `idx_execution_history_userId` (`userId`),
  KEY `idx_execution_history_workflowId` (`workflowId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `execution_logs` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `taskId` varchar(64) COLLATE utf8mb4_0900_ai_ci,
  `agentId` varchar(64) COLLATE utf8mb4_0900_ai_ci,
  `eventType` enum('execution','decision','error','metric','state_change') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `level` enum('debug','info','warning','error','critical') COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'info',
  `message` text COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `metadata` json,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_execution_logs_agentId` (`agentId`),
  KEY `idx_execution_logs_createdAt` (`createdAt`),
  KEY `idx_execution_logs_level` (`level`),
  KEY `idx_execution_logs_taskId` (`taskId`),
  KEY `idx_execution_logs_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='Kept for 90 days';

CREATE TABLE `integrations` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `framework` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `version` varchar(32) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `active` tinyint(1) NOT NULL DEFAULT 1,
  `configuration` json NOT NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_integrations_framework` (`framework`),
  KEY `idx_integrations_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `llm_providers` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `name` varchar(255) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `provider` enum('openai','anthropic','ollama','custom') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `model` varchar(128) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `apiKey` varchar(512) COLLATE utf8mb4_0900_ai_ci COMMENT 'Encrypted by the application',
  `baseUrl` varchar(512) COLLATE utf8mb4_0900_ai_ci,
  `active` tinyint(1) NOT NULL DEFAULT 1,
  `isDefault` tinyint(1) NOT NULL DEFAULT 0,
  `configuration` json NOT NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_llm_providers_provider` (`provider`),
  KEY `idx_llm_providers_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `messages` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `taskId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `senderId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `recipientId` varchar(64) COLLATE utf8mb4_0900_ai_ci COMMENT 'NULL for a broadcast',
  `messageType` enum('request','response','status_update','error','broadcast') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `content` json NOT NULL,
  `metadata` json,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_messages_createdAt` (`createdAt`),
  KEY `idx_messages_recipientId` (`recipientId`),
  KEY `idx_messages_senderId` (`senderId`),
  KEY `idx_messages_taskId` (`taskId`),
  KEY `idx_messages_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='Kept for 30 days';

CREATE TABLE `metrics` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `agentId` varchar(64) COLLATE utf8mb4_0900_ai_ci,
  `taskId` varchar(64) COLLATE utf8mb4_0900_ai_ci,
  `executionTime` int NOT NULL COMMENT 'Milliseconds',
  `tokenUsage` int NOT NULL DEFAULT 0,
  `estimatedCost` decimal(10,6) NOT NULL DEFAULT '0.000000',
  `successFlag` tinyint(1) NOT NULL DEFAULT 1,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_metrics_agentId` (`agentId`),
  KEY `idx_metrics_createdAt` (`createdAt`),
  KEY `idx_metrics_taskId` (`taskId`),
  KEY `idx_metrics_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='Kept for one year';

CREATE TABLE `swarm_agents` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `name` varchar(255) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `type` enum('reasoning','execution','coordination','analysis') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `capabilities` json NOT NULL,
  `status` enum('active','inactive','error','maintenance') COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'active',
  `llmModel` varchar(128) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `parameters` json NOT NULL,
  `healthScore` int NOT NULL DEFAULT 100,
  `successRate` decimal(5,2) NOT NULL DEFAULT '100.00',
  `totalExecutions` int NOT NULL DEFAULT 0,
  `failedExecutions` int NOT NULL DEFAULT 0,
  `lastHeartbeat` timestamp NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_swarm_agents_status` (`status`),
  KEY `idx_swarm_agents_type` (`type`),
  KEY `idx_swarm_agents_userId` (`userId`),
  CONSTRAINT `swarm_agents_healthScore_check` CHECK (healthScore BETWEEN 0 AND 100)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `tasks` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `workflowId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `input` json NOT NULL,
  `assignedAgents` json NOT NULL,
  `priority` int NOT NULL DEFAULT 5,
  `status` enum('pending','running','completed','failed','timeout') COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'pending',
  `result` json,
  `errorMessage` text COLLATE utf8mb4_0900_ai_ci,
  `executionTime` int COMMENT 'Milliseconds',
  `startedAt` timestamp NULL,
  `completedAt` timestamp NULL,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_tasks_createdAt` (`createdAt`),
  KEY `idx_tasks_status` (`status`, `priority`),
  KEY `idx_tasks_userId` (`userId`),
  KEY `idx_tasks_workflowId` (`workflowId`),
  CONSTRAINT `tasks_priority_check` CHECK (priority BETWEEN 1 AND 10)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `users` (
  `id` int NOT NULL AUTO_INCREMENT,
  `openId` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `name` text COLLATE utf8mb4_0900_ai_ci,
  `email` varchar(320) COLLATE utf8mb4_0900_ai_ci,
  `role` enum('user','admin') COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'user',
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  `lastSignedIn` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_users_openId` (`openId`),
  KEY `idx_users_role` (`role`),
  UNIQUE KEY `users_email_unique` (`email`),
  UNIQUE KEY `users_openId_unique` (`openId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `workflow_templates` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `name` varchar(255) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `description` text COLLATE utf8mb4_0900_ai_ci,
  `orchestrationPattern` enum('hierarchical','sequential','concurrent','round_robin','mesh') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `templateData` json NOT NULL,
  `isPublic` tinyint(1) NOT NULL DEFAULT 0,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_workflow_templates_isPublic` (`isPublic`),
  KEY `idx_workflow_templates_orchestrationPattern` (`orchestrationPattern`),
  KEY `idx_workflow_templates_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

CREATE TABLE `workflows` (
  `id` varchar(64) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `userId` int NOT NULL,
  `name` varchar(255) COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `description` text COLLATE utf8mb4_0900_ai_ci,
  `orchestrationPattern` enum('hierarchical','sequential','concurrent','round_robin','mesh') COLLATE utf8mb4_0900_ai_ci NOT NULL,
  `nodes` json NOT NULL,
  `edges` json NOT NULL,
  `configuration` json NOT NULL,
  `status` enum('draft','active','paused','archived') COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'draft',
  `version` int NOT NULL DEFAULT 1,
  `createdAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `updatedAt` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  KEY `idx_workflows_orchestrationPattern` (`orchestrationPattern`),
  KEY `idx_workflows_status` (`status`),
  KEY `idx_workflows_userId` (`userId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
