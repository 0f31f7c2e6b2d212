-- AlterTable
ALTER TABLE "endpoint" ADD COLUMN     "sealed_headers" BYTEA;
