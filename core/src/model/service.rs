//! The services that the engine answers for. The target of a request names one of them.

/// A service of AWS, or the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// DynamoDB.
    DynamoDb,
    /// DynamoDB Streams.
    Streams,
    /// Timemark's own operations.
    Lab,
}

impl Service {
    /// All services.
    pub const ALL: [Service; 3] = [Service::DynamoDb, Service::Streams, Service::Lab];

    /// The prefix of the target header, before the operation's name.
    ///
    /// # Source
    /// The service models' `targetPrefix`; the lab's is Timemark's own.
    pub const fn target_prefix(self) -> &'static str {
        match self {
            Service::DynamoDb => "DynamoDB_20120810.",
            Service::Streams => "DynamoDBStreams_20120810.",
            Service::Lab => "Timemark_20261122.",
        }
    }

    /// The service and the operation's name in a target; `None` for a target of no service.
    pub fn of_target(target: &str) -> Option<(Service, &str)> {
        Service::ALL.into_iter().find_map(|service| Some((service, target.strip_prefix(service.target_prefix())?)))
    }

    /// Whether its requests carry credentials.
    pub const fn is_signed(self) -> bool {
        match self {
            Service::DynamoDb | Service::Streams => true,
            Service::Lab => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_service_and_a_name() {
        for service in Service::ALL {
            let target = format!("{}ListThings", service.target_prefix());
            assert_eq!(Service::of_target(&target), Some((service, "ListThings")));
        }
        assert_eq!(Service::of_target("DynamoDB_20111205.ListTables"), None);
        assert_eq!(Service::of_target(""), None);
    }
}
