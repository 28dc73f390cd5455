//! Writes that depend on each other: a customer, then the order that names that customer.

use super::TABLE_READY_SECONDS;
use crate::calls::generator::scatter;
use crate::calls::request::Request;
use timemark_core::operations::{CreateBackupInput, CreateTableInput};
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{AttributeValue, Attributes, ConsistencyWindow, by_name};

/// The table's name.
pub const TABLE: &str = "Shop";

/// The attribute of an order that names its customer.
pub const PARENT: &str = "Customer";

/// The number of customers, each with one order.
const FAMILIES: u64 = 30;

/// The number of customers written before the backup is requested.
const FAMILIES_BEFORE: u64 = 20;

/// Customers, each followed by an order. A backup is requested halfway, and is AVAILABLE at the end.
pub fn requests() -> Vec<Request> {
    let mut requests = vec![
        // The worst case that AWS's promise allows, so that the anomaly is visible.
        Request::window(ConsistencyWindow::Adversarial),
        CreateTableInput::on_demand(TABLE, &[("Id", KeyType::Hash, ScalarAttributeType::S)]).into(),
        Request::seconds(TABLE_READY_SECONDS),
    ];
    for number in 0..FAMILIES {
        if number == FAMILIES_BEFORE {
            requests.push(CreateBackupInput::new(TABLE, "between").into());
        }
        requests.push(put(customer(number)));
        requests.push(Request::seconds(1.5));
        requests.push(put(order(number)));
        requests.push(Request::seconds(3.0 + (scatter(number) % 10) as f64 * 0.2));
    }
    requests.push(Request::seconds(60.0));
    requests
}

fn put(item: Attributes) -> Request {
    Request::put(TABLE, &item)
}

fn text(text: String) -> AttributeValue {
    AttributeValue::S(text)
}

fn customer(number: u64) -> Attributes {
    by_name(vec![
        ("Id".to_owned(), text(format!("customer#{}", number + 1))),
        ("Kind".to_owned(), text("customer".to_owned())),
    ])
}

fn order(number: u64) -> Attributes {
    by_name(vec![
        ("Id".to_owned(), text(format!("order#{}", 1_000 + number))),
        ("Kind".to_owned(), text("order".to_owned())),
        (PARENT.to_owned(), text(format!("customer#{}", number + 1))),
    ])
}
