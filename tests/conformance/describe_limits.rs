//! DescribeLimits and DescribeEndpoints, which have no parameters.

use crate::harness::*;
use serde_json::json;

#[test]
fn quotas_are_those_of_a_new_account() {
    let expected = json!({
        "AccountMaxReadCapacityUnits": 80_000,
        "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000,
        "TableMaxWriteCapacityUnits": 40_000,
    });
    assert_eq!(Lab::new().ok("DescribeLimits", json!({})), expected);
    assert_eq!(Lab::new().ok("DescribeLimits", json!({"Other": 1})), expected);
}

#[test]
fn the_endpoint_is_the_regions() {
    let expected =
        json!({"Endpoints": [{"Address": "dynamodb.us-east-1.amazonaws.com", "CachePeriodInMinutes": 1_440}]});
    assert_eq!(Lab::new().ok("DescribeEndpoints", json!({})), expected);
}
