-- CreateIndex
CREATE UNIQUE INDEX "data_source_workspace_id_name_key" ON "data_source"("workspace_id", "name");
