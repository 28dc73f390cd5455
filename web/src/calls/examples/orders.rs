//! Orders that keep coming.

use super::TABLE_READY_SECONDS;
use crate::calls::generator::scatter;
use crate::calls::request::Request;
use timemark_core::operations::{BatchWriteItemInput, CreateTableInput};
use timemark_core::operations::{PutRequest, WriteRequest};
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{AttributeValue, Attributes, by_name};

/// The table's name.
pub const TABLE: &str = "Orders";

/// The number of orders that are loaded in batches.
const ORDERS_BEFORE: u64 = 400;

/// The number of orders in one BatchWriteItem.
const BATCH: u64 = 25;

/// The seconds of single orders that follow the batches.
const SECONDS_BEFORE: u64 = 140;

/// A table with 400 orders, and more than two minutes of new ones, two a second.
pub fn requests() -> Vec<Request> {
    let mut requests = vec![
        CreateTableInput::on_demand(TABLE, &[("OrderId", KeyType::Hash, ScalarAttributeType::S)]).into(),
        Request::seconds(TABLE_READY_SECONDS),
    ];
    for batch in 0..ORDERS_BEFORE / BATCH {
        let puts = (batch * BATCH..(batch + 1) * BATCH).map(|number| WriteRequest {
            put_request: Some(PutRequest { item: Some(order(number, "shipped")) }),
            delete_request: None,
        });
        let request_items = Some(by_name(vec![(TABLE.to_owned(), puts.collect())]));
        requests.push(BatchWriteItemInput { request_items, ..BatchWriteItemInput::default() }.into());
    }
    for number in 0..SECONDS_BEFORE * 2 {
        requests.push(Request::seconds(0.5));
        let status = ["placed", "paid", "packed", "shipped"][(scatter(number) >> 8) as usize % 4];
        requests.push(Request::put(TABLE, &order(scatter(number) % (ORDERS_BEFORE + 40), status)));
    }
    requests
}

fn order(number: u64, status: &str) -> Attributes {
    let customer = scatter(number) % 90 + 1;
    by_name(vec![
        ("OrderId".to_owned(), AttributeValue::S(format!("orderid#{}", number + 1))),
        ("Customer".to_owned(), AttributeValue::S(format!("customer#{customer}"))),
        ("Status".to_owned(), AttributeValue::S(status.to_owned())),
        ("Total".to_owned(), AttributeValue::N((scatter(number + 7) % 500 + 1).to_string())),
    ])
}
