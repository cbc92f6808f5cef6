//! What the features of a license are called.

use super::license::Feature;
use crate::i18n::Text;

pub(crate) fn feature(t: &Text, feature: Feature) -> String {
    match feature {
        Feature::Synchronization => t.feature_synchronization(),
        Feature::Consolidation => t.feature_consolidation(),
        Feature::Migration => t.feature_migration(),
        Feature::Export => t.feature_export(),
    }
}
