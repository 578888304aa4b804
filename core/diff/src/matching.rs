//! Which element of one list is which of another, without ids: by name, then by content, then by place.
//!
//! Works on fingerprints ([`Item`]) and knows nothing of tracks or clips; `content.rs` makes the fingerprints. A wrong
//! guess costs clarity, never truth: whatever is paired here is compared field by field afterwards.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// Groups up to this many pairs are compared pair by pair; larger ones through their sketches.
const ALL_PAIRS: usize = 256;
/// How many of its lowest features stand for an item: a bottom-k sketch.
const SKETCH: usize = 16;
/// A feature that more items than this have tells them apart no longer.
const COMMON: usize = 16;

/// What is known of an element: numbers that are equal where the elements agree.
#[derive(Debug)]
pub(super) struct Item {
    /// Name and kind.
    pub key: u64,
    /// What must agree for two elements of different names to be the same one: the kind.
    pub kind: u64,
    /// Everything but name and place.
    pub content: u64,
    /// Beat or slot, for what does not stand where it does because of its neighbours.
    pub place: Option<u64>,
    /// Parts of the content, sorted: two elements are similar when they share at least half. Empty when there is
    /// nothing to tell it by.
    pub features: Vec<u64>,
    /// Whether its place between its neighbours may decide.
    pub positional: bool,
}

impl Item {
    /// The lowest features: of similar items, mostly the same ones, however many features they have.
    pub(super) fn sketch(&self) -> &[u64] {
        &self.features[..self.features.len().min(SKETCH)]
    }
}

/// Which elements of two lists are the same.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// Old and new index, in the new order.
    pub pairs: Vec<(usize, usize)>,
    /// Old indices without a partner, in order.
    pub removed: Vec<usize>,
    /// New indices without a partner, in order.
    pub added: Vec<usize>,
}

impl Pairing {
    /// Every element stays where it is.
    pub(super) fn identity(len: usize) -> Self {
        Self { pairs: (0..len).map(|i| (i, i)).collect(), removed: Vec::new(), added: Vec::new() }
    }

    /// The partner of each element of the new list.
    pub(super) fn partners(&self) -> Vec<Option<usize>> {
        let mut partners = vec![None; self.pairs.len() + self.added.len()];
        for &(old, new) in &self.pairs {
            partners[new] = Some(old);
        }
        partners
    }
}

/// Pairs the elements of two lists: same name first, then similar content, then position.
pub(super) fn pair<T: Borrow<Item>>(old: &[T], new: &[T]) -> Pairing {
    let (old, new): (Vec<&Item>, Vec<&Item>) =
        (old.iter().map(Borrow::borrow).collect(), new.iter().map(Borrow::borrow).collect());
    let (old, new) = (old.as_slice(), new.as_slice());
    let mut matcher = Matcher::new(old.len(), new.len());
    let both = |key: fn(&Item) -> Option<(u64, u64, u64)>| (move |i: usize| key(old[i]), move |i: usize| key(new[i]));
    let pass = |matcher: &mut Matcher, key| {
        let (of_old, of_new) = both(key);
        matcher.pass(of_old, of_new);
    };
    // Same name and kind; among several of one name, the most alike find each other first.
    pass(&mut matcher, |item| Some((item.key, item.content, item.place.unwrap_or(0))));
    pass(&mut matcher, |item| Some((item.key, item.content, 0)));
    pass(&mut matcher, |item| item.place.map(|place| (item.key, place, 0)));
    matcher.similar(old, new, |item| item.key);
    pass(&mut matcher, |item| Some((item.key, 0, 0)));
    // Another name: a rename, when the content says so.
    pass(&mut matcher, |item| item.place.map(|place| (item.kind, item.content, place)));
    pass(&mut matcher, |item| (!item.features.is_empty()).then_some((item.kind, item.content, 0)));
    matcher.similar(old, new, |item| item.kind);
    matcher.between_neighbours(old, new);
    matcher.finish()
}

/// What left its list and stands in another one: equal content, with something in it, and if possible the same name.
/// The answer maps indices of `new` to indices of `old`.
pub(super) fn travelled(old: &[&Item], new: &[&Item]) -> BTreeMap<usize, usize> {
    let mut matcher = Matcher::new(old.len(), new.len());
    let tells = |item: &Item| (!item.features.is_empty()).then_some((item.key, item.content));
    matcher.pass(|i| tells(old[i]), |i| tells(new[i]));
    let tells = |item: &Item| (!item.features.is_empty()).then_some((item.kind, item.content));
    matcher.pass(|i| tells(old[i]), |i| tells(new[i]));
    matcher.finish().pairs.into_iter().map(|(old, new)| (new, old)).collect()
}

/// The new indices of those `pairs` that left their place in the order: all that are outside one longest increasing
/// subsequence. `pairs` are in the new order.
pub(super) fn out_of_order(pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    // Patience sorting: `tails[n]` ends the best run of n + 1 pairs so far.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, &(old, _)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|&tail| pairs[tail].0 < old);
        before[at] = length.checked_sub(1).map(|shorter| tails[shorter]);
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut moved: BTreeSet<_> = pairs.iter().map(|&(_, new)| new).collect();
    let mut kept = tails.last().copied();
    while let Some(at) = kept {
        moved.remove(&pairs[at].1);
        kept = before[at];
    }
    moved
}

/// Pairs indices of two lists, pass by pass; what one pass has paired, the next leaves alone.
pub(super) struct Matcher {
    old: Vec<Option<usize>>,
    new: Vec<Option<usize>>,
}

impl Matcher {
    /// Two lists of these lengths, nothing paired.
    pub(super) fn new(old: usize, new: usize) -> Self {
        Self { old: vec![None; old], new: vec![None; new] }
    }

    /// Pairs what has the same key, in order of appearance. No key: not in this pass.
    pub(super) fn pass<K: Ord>(&mut self, old: impl Fn(usize) -> Option<K>, new: impl Fn(usize) -> Option<K>) {
        self.runs(|i| old(i).map(|key| (key, ())), |i| new(i).map(|key| (key, ())), false);
    }

    /// Pairs what has the same key, in the given order, where both lists have equally many of it.
    pub(super) fn pass_in_order<K: Ord, O: Ord>(
        &mut self,
        old: impl Fn(usize) -> (K, O),
        new: impl Fn(usize) -> (K, O),
    ) {
        self.runs(|i| Some(old(i)), |i| Some(new(i)), true);
    }

    fn runs<K: Ord, O: Ord>(
        &mut self,
        old: impl Fn(usize) -> Option<(K, O)>,
        new: impl Fn(usize) -> Option<(K, O)>,
        equally_many: bool,
    ) {
        let (old, new) = (sorted(&self.old, old), sorted(&self.new, new));
        let mut rest = new.as_slice();
        for run in old.chunk_by(|a, b| a.0.0 == b.0.0) {
            let key = &run[0].0.0;
            rest = &rest[rest.partition_point(|entry| entry.0.0 < *key)..];
            let partners = &rest[..rest.partition_point(|entry| entry.0.0 == *key)];
            if !equally_many || partners.len() == run.len() {
                for (&(_, old), &(_, new)) in run.iter().zip(partners) {
                    self.join(old, new);
                }
            }
        }
    }

    /// Pairs two unpaired indices.
    pub(super) fn join(&mut self, old: usize, new: usize) {
        self.old[old] = Some(new);
        self.new[new] = Some(old);
    }

    /// The unpaired indices of both lists.
    pub(super) fn open(&self) -> (Vec<usize>, Vec<usize>) {
        let open = |list: &[Option<usize>]| (0..list.len()).filter(|&i| list[i].is_none()).collect();
        (open(&self.old), open(&self.new))
    }

    /// Pairs what shares at least half of its features, the most alike first, within groups of the same `group`.
    fn similar(&mut self, old: &[&Item], new: &[&Item], group: impl Fn(&Item) -> u64) {
        let (open_old, open_new) = self.open();
        let mut groups: BTreeMap<u64, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for i in open_old {
            groups.entry(group(old[i])).or_default().0.push(i);
        }
        for j in open_new {
            groups.entry(group(new[j])).or_default().1.push(j);
        }
        let mut scored = Vec::new();
        for (in_old, in_new) in groups.values() {
            for (i, j) in candidates(old, new, in_old, in_new) {
                let (a, b) = (&old[i].features, &new[j].features);
                let (shared, of) = (common(a, b), a.len().max(b.len()));
                if of > 0 && shared * 2 >= of {
                    // Parts per million: whole numbers sort and compare without surprises.
                    scored.push((std::cmp::Reverse(shared * 1_000_000 / of), i.abs_diff(j), i, j));
                }
            }
        }
        scored.sort_unstable();
        for (_, _, i, j) in scored {
            if self.old[i].is_none() && self.new[j].is_none() {
                self.join(i, j);
            }
        }
    }

    /// Pairs, in order, what is left over between the same two neighbours.
    fn between_neighbours(&mut self, old: &[&Item], new: &[&Item]) {
        let pairs = self.pairs();
        let moved = out_of_order(&pairs);
        let fixed: Vec<_> = pairs.into_iter().filter(|(_, new)| !moved.contains(new)).collect();
        let gap_of_old = |i: usize| fixed.partition_point(|pair| pair.0 < i);
        let gap_of_new = |j: usize| fixed.partition_point(|pair| pair.1 < j);
        self.pass(
            |i| old[i].positional.then(|| (gap_of_old(i), old[i].kind)),
            |j| new[j].positional.then(|| (gap_of_new(j), new[j].kind)),
        );
    }

    fn pairs(&self) -> Vec<(usize, usize)> {
        self.new.iter().enumerate().filter_map(|(new, old)| old.map(|old| (old, new))).collect()
    }

    /// The result.
    pub(super) fn finish(self) -> Pairing {
        let (removed, added) = self.open();
        Pairing { pairs: self.pairs(), removed, added }
    }
}

/// The unpaired entries that have a key, by key, then order, then place.
fn sorted<K: Ord, O: Ord>(partners: &[Option<usize>], key: impl Fn(usize) -> Option<(K, O)>) -> Vec<((K, O), usize)> {
    let mut entries: Vec<_> =
        (0..partners.len()).filter(|&i| partners[i].is_none()).filter_map(|i| Some((key(i)?, i))).collect();
    entries.sort_unstable();
    entries
}

/// The pairs worth comparing. In a large group, those that share a feature of their sketches that few others have.
fn candidates(old: &[&Item], new: &[&Item], in_old: &[usize], in_new: &[usize]) -> BTreeSet<(usize, usize)> {
    if in_old.len().saturating_mul(in_new.len()) <= ALL_PAIRS {
        return in_old.iter().flat_map(|&i| in_new.iter().map(move |&j| (i, j))).collect();
    }
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for &j in in_new {
        for &feature in new[j].sketch() {
            holders.entry(feature).or_default().push(j);
        }
    }
    let mut out = BTreeSet::new();
    for &i in in_old {
        for feature in old[i].sketch() {
            if let Some(holders) = holders.get(feature).filter(|holders| holders.len() <= COMMON) {
                out.extend(holders.iter().map(|&j| (i, j)));
            }
        }
    }
    out
}

/// How many features two sorted lists share.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_are_called_moved() {
        let pairs = |old: &[usize]| old.iter().enumerate().map(|(new, &old)| (old, new)).collect::<Vec<_>>();
        let moved = |old: &[usize]| out_of_order(&pairs(old)).into_iter().collect::<Vec<_>>();
        assert!(moved(&[0, 1, 2]).is_empty());
        assert_eq!(moved(&[3, 0, 1, 2]), [0]);
        assert_eq!(moved(&[1, 2, 3, 0]), [3]);
        assert_eq!(moved(&[2, 1, 0]).len(), 2);
        assert!(out_of_order(&[]).is_empty());
    }

    #[test]
    fn large_groups_find_their_likes_too() {
        let item = |n: u64, edited: bool| {
            let mut features: Vec<u64> = (0..20).map(|k| n * 1000 + k).collect();
            features[7] += u64::from(edited) * 500;
            features.sort_unstable();
            Item { key: n * 2 + u64::from(edited), kind: 0, content: n * 7, place: None, features, positional: false }
        };
        let old: Vec<_> = (0..100).map(|n| item(n, false)).collect();
        let new: Vec<_> = (0..100).rev().map(|n| Item { content: 10_000 + n, ..item(n, true) }).collect();
        let pairing = pair(&old, &new);
        assert_eq!(pairing.pairs, (0..100).map(|n| (99 - n, n)).collect::<Vec<_>>());
    }
}
