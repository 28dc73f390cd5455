//! Conformance: the answers of each operation, letter for letter, through the wire.
//!
//! One file for each operation, in three sections: *serialization* (members of a wrong type), *validation* (violated
//! constraints, then the operation's own refusals), *behaviour*. A row is a case, and rows are in the order of refusal:
//! [`harness::assert_precedence`] also sends every two of them together and expects the earlier one's error. A refused
//! call must leave the state as it was; the harness checks that on every call.
//!
//! The texts are those of `docs/dynamodb.md`, written out here and not taken from the engine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod harness;
mod states;
mod streaming;

mod batch_execute_statement;
mod batch_get_item;
mod batch_write_item;
mod capacity;
mod compare_tables;
mod conditions;
mod create_backup;
mod create_table;
mod create_table_rules;
mod delete_backup;
mod delete_item;
mod delete_table;
mod describe_backup;
mod describe_continuous_backups;
mod describe_contributor_insights;
mod describe_limits;
mod describe_stream;
mod describe_table;
mod describe_time_to_live;
mod edges;
mod envelope;
mod execute_statement;
mod execute_statement_reads;
mod execute_transaction;
mod exports;
mod expression_work;
mod figures;
mod get_item;
mod get_records;
mod get_shard_iterator;
mod global_tables;
mod index_keys;
mod item_values;
mod kinesis_destinations;
mod lab;
mod lab_view_edges;
mod lab_views;
mod list_backups;
mod list_contributor_insights;
mod list_streams;
mod list_tables;
mod list_tags_of_resource;
mod max_bytes;
mod model;
mod plan_repair;
mod put_item;
mod query;
mod recovery_life;
mod regions;
mod resource_policies;
mod restore_override_refusals;
mod restore_overrides;
mod restore_table_from_backup;
mod restore_table_to_point_in_time;
mod scan;
mod start_backup_job;
mod system_backups;
mod tag_resource;
mod time_to_live;
mod transact_get_items;
mod transact_write_items;
mod untag_resource;
mod update_continuous_backups;
mod update_contributor_insights;
mod update_item;
mod update_table;
mod update_table_indexes;
mod update_time_to_live;
mod warm_throughput;
mod wire;
mod write_conflicts;
