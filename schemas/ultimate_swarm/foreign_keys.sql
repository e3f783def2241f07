-- The foreign keys of the swarm schema, for those who want the database to watch over its references.
-- Give this file behind schema.sql, which has an index for each of these columns. MySQL 8, and TiDB from 6.6 on.

ALTER TABLE swarm_agents ADD CONSTRAINT swarm_agents_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE workflows ADD CONSTRAINT workflows_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE tasks ADD CONSTRAINT tasks_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE tasks ADD CONSTRAINT tasks_workflowId_fk FOREIGN KEY (workflowId) REFERENCES workflows (id) ON DELETE CASCADE;

ALTER TABLE messages ADD CONSTRAINT messages_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE messages ADD CONSTRAINT messages_taskId_fk FOREIGN KEY (taskId) REFERENCES tasks (id) ON DELETE CASCADE;
ALTER TABLE messages ADD CONSTRAINT messages_senderId_fk FOREIGN KEY (senderId) REFERENCES swarm_agents (id) ON DELETE CASCADE;
ALTER TABLE messages ADD CONSTRAINT messages_recipientId_fk FOREIGN KEY (recipientId) REFERENCES swarm_agents (id) ON DELETE SET NULL;

ALTER TABLE execution_logs ADD CONSTRAINT execution_logs_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE execution_logs ADD CONSTRAINT execution_logs_taskId_fk FOREIGN KEY (taskId) REFERENCES tasks (id) ON DELETE SET NULL;
ALTER TABLE execution_logs ADD CONSTRAINT execution_logs_agentId_fk FOREIGN KEY (agentId) REFERENCES swarm_agents (id) ON DELETE SET NULL;

ALTER TABLE metrics ADD CONSTRAINT metrics_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE metrics ADD CONSTRAINT metrics_agentId_fk FOREIGN KEY (agentId) REFERENCES swarm_agents (id) ON DELETE SET NULL;
ALTER TABLE metrics ADD CONSTRAINT metrics_taskId_fk FOREIGN KEY (taskId) REFERENCES tasks (id) ON DELETE SET NULL;

ALTER TABLE alerts ADD CONSTRAINT alerts_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE alerts ADD CONSTRAINT alerts_relatedAgentId_fk FOREIGN KEY (relatedAgentId) REFERENCES swarm_agents (id) ON DELETE SET NULL;
ALTER TABLE alerts ADD CONSTRAINT alerts_relatedTaskId_fk FOREIGN KEY (relatedTaskId) REFERENCES tasks (id) ON DELETE SET NULL;

ALTER TABLE integrations ADD CONSTRAINT integrations_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE llm_providers ADD CONSTRAINT llm_providers_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE workflow_templates ADD CONSTRAINT workflow_templates_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;

-- History is kept for good: nothing that it names can be deleted before it.
ALTER TABLE execution_history ADD CONSTRAINT execution_history_userId_fk FOREIGN KEY (userId) REFERENCES users (id);
ALTER TABLE execution_history ADD CONSTRAINT execution_history_taskId_fk FOREIGN KEY (taskId) REFERENCES tasks (id);
ALTER TABLE execution_history ADD CONSTRAINT execution_history_workflowId_fk FOREIGN KEY (workflowId) REFERENCES workflows (id);

ALTER TABLE consensus_results ADD CONSTRAINT consensus_results_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE consensus_results ADD CONSTRAINT consensus_results_taskId_fk FOREIGN KEY (taskId) REFERENCES tasks (id) ON DELETE CASCADE;

ALTER TABLE agent_configurations ADD CONSTRAINT agent_configurations_userId_fk FOREIGN KEY (userId) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE agent_configurations ADD CONSTRAINT agent_configurations_agentId_fk FOREIGN KEY (agentId) REFERENCES swarm_agents (id) ON DELETE CASCADE;
ALTER TABLE agent_configurations ADD CONSTRAINT agent_configurations_workflowId_fk FOREIGN KEY (workflowId) REFERENCES workflows (id) ON DELETE SET NULL;
