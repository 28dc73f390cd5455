//! Sending calls, and what the page selects after them.

use super::State;
use crate::calls::entry::Origin;
use crate::calls::request::Request;
use crate::calls::requests::Requests;
use crate::model::history::History;
use crate::model::view_state::list_of;
use crate::shared::Shared;
use timemark_core::operations::{CreateTableInput, DeleteBackupInput};

impl State {
    /// Sends calls of one click, up to the first that is refused.
    pub(super) fn send(&mut self, requests: Vec<Request>) {
        if self.watching.is_some() {
            return self.send_to_server(requests);
        }
        self.has_stalled = false;
        if let Some(moves) = self.clock_moves(&requests) {
            let label = "Moving the clock, step by step, because very much is due".to_owned();
            self.begin_work(label, Shared::new(Requests::Made(moves)));
            return;
        }
        let step = self.history.new_step();
        self.send_in(step, requests);
        self.read();
    }

    /// Sends calls of one step of the history, without reading the view again.
    pub(super) fn send_in(&mut self, step: u64, requests: Vec<Request>) {
        let calls = requests.len();
        self.refused = None;
        for request in requests {
            let is_shown = !request.is_clock() || calls == 1;
            if self.is_reset_by(&request) {
                continue;
            }
            let entry = self.history.send(request, Origin::Person, step);
            if is_shown || entry.answer.failure.is_some() {
                self.last_call = Some((entry.clone(), calls));
            }
            if entry.answer.failure.is_some() {
                self.refused = Some(entry);
                break;
            }
            self.follow(&entry.request);
        }
    }

    /// Starts anew if the request is a ResetLab that succeeds, and returns whether it did. It belongs to neither
    /// history.
    fn is_reset_by(&mut self, request: &Request) -> bool {
        if request.operation() != "ResetLab" {
            return false;
        }
        let mut engine = self.moment().engine().clone();
        let is_done = request.send(&mut engine).failure.is_none();
        if is_done {
            self.begin_anew(History::new(engine));
        }
        is_done
    }

    /// Selects what a call has created, and deselects what it has deleted.
    pub(super) fn follow(&mut self, request: &Request) {
        match request.operation() {
            _ if matches!(request, Request::Raw { .. }) => {}
            "CreateTable" => {
                self.turn_back();
                self.view_state.table = request.input::<CreateTableInput>().and_then(|input| input.table_name.clone());
                self.view_state.backup = None;
                self.dialog = None;
            }
            "CreateBackup" | "StartBackupJob" => {
                // What is made is seen.
                self.view_state.backup_name.clear();
                if request.operation() == "StartBackupJob" {
                    // Backups of AWS Backup are listed under their own type only.
                    self.view_state.filter = list_of("AWS_BACKUP");
                    self.view_state.backups_page = 0;
                }
                let newest = self.moment().lifecycles().backups().next_back().cloned();
                if let Some(lifecycle) = newest {
                    self.view_state.table = Some(lifecycle.table);
                    self.view_state.backup = lifecycle.backup_arn;
                    self.view_state.viewport.middle = None;
                }
            }
            "DeleteBackup" => {
                self.dialog = None;
                if request.input::<DeleteBackupInput>().is_some_and(|input| input.backup_arn == self.view_state.backup)
                {
                    self.view_state.backup = None;
                }
            }
            "DeleteTable"
            | "RestoreTableFromBackup"
            | "RestoreTableToPointInTime"
            | "PutItem"
            | "DeleteItem"
            | "AdvanceClock" => self.dialog = None,
            _ => {}
        }
    }
}
