//! The images and log segments that backups, restores and streams take from a table.

use super::*;
use crate::planted::Planted;

impl Table {
    /// The logs of the partitions, each from an ordinal on, for a stream that ends.
    pub(in crate::state) fn logs_from(&mut self, starts: &[u64]) -> Vec<ChangeLog> {
        self.partitions.iter_mut().zip(starts).map(|(partition, start)| partition.log_from(*start)).collect()
    }

    /// Holds the part of the log that a backup may need, until [`Table::release`].
    pub(in crate::state) fn hold(&mut self, id: &BackupId) {
        self.retention.holds.insert(id.clone());
    }

    pub(in crate::state) fn release(&mut self, id: &BackupId) {
        self.retention.holds.remove(id);
    }

    /// The images of the partitions at a backup's cuts.
    pub(in crate::state) fn images(&mut self, cuts: &[Cut]) -> Vec<Image> {
        assert_eq!(cuts.len(), self.partitions.len(), "a backup of {} has a cut for each partition", self.name);
        self.partitions.iter_mut().zip(cuts).map(|(partition, cut)| partition.image(cut)).collect()
    }

    /// All changes of the window around a request, by partition.
    pub(in crate::state) fn window_of(&mut self, requested: Timestamp) -> Vec<Vec<Arc<Segment>>> {
        let (from, to) = (requested.plus_ms(-WINDOW_MS), requested.plus_ms(WINDOW_MS));
        self.partitions.iter_mut().map(|partition| partition.segments_between(from, to)).collect()
    }

    /// Sets the images that the table is filled with when its restore completes.
    pub(in crate::state) fn set_restore_images(&mut self, images: Arc<[Image]>) {
        self.life.restore_images = Some(images);
    }

    /// Fills a restored table from its images and its indexes from the items, and makes it ACTIVE. If the numbers of
    /// partitions are equal, an image becomes a partition as it is.
    pub(in crate::state) fn complete_restore(&mut self, at: Timestamp, settings: &Settings) {
        self.before_change(at, settings);
        let images = self.life.restore_images.take();
        let images = promised(images, format_args!("{} has what it is restored from", self.name));
        let partitions = self.partitions.len();
        if images.len() == partitions {
            let whole = |image: &Image| Partition::new(image.items(), image.totals, at);
            self.partitions = images.iter().map(whole).collect();
        } else {
            let mut parts = vec![(OrdMap::new(), Totals::default()); partitions];
            for image in &*images {
                for (key, item) in &image.items() {
                    let (items, totals) = &mut parts[key.partition(partitions)];
                    totals.add(item);
                    items.insert(key.clone(), item.clone());
                }
            }
            self.partitions = parts.into_iter().map(|(items, totals)| Partition::new(items, totals, at)).collect();
        }
        self.recount_held();
        let items = || self.partitions.iter().flat_map(|partition| partition.items());
        for index in &mut self.indexes.all {
            index.fill(&self.definition.key, items());
        }
        if let Some(collections) = self.collections.as_mut().filter(|_| !Planted::CollectionsNotRestored.is_on()) {
            items().for_each(|(key, item)| collections.replace(&self.definition, key, None, Some(item)));
        }
        self.step(at, TableStep::Activate);
    }
}
