//! What the guests of one store may take of the machine, all together.
//!
//! wasmtime's own limits bound each memory and each table, so a guest with a hundred memories gets a hundred times
//! as much.

use wasmtime::error::format_err;
use wasmtime::{Error, ResourceLimiter, Result, Trap, WasmBacktrace};

use crate::enter::has_host_stack;

/// Which limit, by its number in the header.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Limit {
    Memory = 0,
    TableElements = 1,
    Instances = 2,
    Memories = 3,
    Tables = 4,
}

/// What was refused.
#[derive(Clone, Copy)]
pub struct Hit {
    pub limit: Limit,
    /// What the limit is.
    pub most: u64,
    /// What was in use.
    pub used: u64,
    /// What was wanted beside it.
    pub wanted: u64,
}

/// Tells the host of a refusal: the numbers of a `Hit`, in their order.
pub type Report = extern "C" fn(u64, u64, u64, u64);

/// How much there is of something, and how much there may be.
#[derive(Clone, Copy)]
struct Account {
    limit: Limit,
    most: u64,
    used: u64,
}

impl Account {
    fn new(limit: Limit, most: u64) -> Self {
        Account {
            limit,
            most,
            used: 0,
        }
    }

    fn take(&mut self, wanted: u64) -> Result<(), Hit> {
        match self.used.checked_add(wanted) {
            Some(used) if used <= self.most => {
                self.used = used;
                Ok(())
            }
            _ => Err(Hit {
                limit: self.limit,
                most: self.most,
                used: self.used,
                wanted,
            }),
        }
    }
}

/// The limits of a store, and what is in use.
pub struct Limits {
    memory: Account,
    elements: Account,
    instances: usize,
    memories: usize,
    tables: usize,
    /// By how much a memory was allowed to grow last, for the case that it then cannot.
    last_growth: u64,
    hit: Option<Hit>,
    refusals: u64,
    report: Option<Report>,
}

/// What was in use when an instantiation began.
#[derive(Clone, Copy)]
pub struct Before {
    memory: u64,
    elements: u64,
    refusals: u64,
}

impl Limits {
    pub fn new(memory: u64, elements: u64, instances: u64, memories: u64, tables: u64) -> Self {
        Limits {
            memory: Account::new(Limit::Memory, memory),
            elements: Account::new(Limit::TableElements, elements),
            instances: count(instances),
            memories: count(memories),
            tables: count(tables),
            last_growth: 0,
            hit: None,
            refusals: 0,
            report: None,
        }
    }

    pub fn report(&mut self, report: Report) {
        self.report = Some(report);
    }

    /// What was refused last.
    pub fn hit(&self) -> Option<Hit> {
        self.hit
    }

    /// How many times something was refused.
    pub fn refusals(&self) -> u64 {
        self.refusals
    }

    pub fn before(&self) -> Before {
        Before {
            memory: self.memory.used,
            elements: self.elements.used,
            refusals: self.refusals,
        }
    }

    /// What an instantiation failed with, or what made or grew one memory or table, and the limit that it hit if it was
    /// one.
    ///
    /// Then nothing of an instance is left, and what was counted for it is forgotten. Where the guest ran already, it is left.
    pub fn explain(&mut self, error: Error, before: Before) -> Error {
        if error.is::<Trap>() || error.is::<WasmBacktrace>() {
            return error;
        }
        let message = error.to_string();
        if let Some(hit) = self.hit
            && self.refusals != before.refusals
            && message.starts_with("failed to grow ")
        {
            return refusal(hit);
        }
        if !message.ends_with("exceeds memory limits") && !message.ends_with("exceeds table limits")
        {
            return self.explain_count(error, &message);
        }
        self.memory.used = before.memory;
        self.elements.used = before.elements;
        match self.hit {
            Some(hit) if self.refusals != before.refusals => refusal(hit),
            _ => error,
        }
    }

    /// The counts are kept by the engine, which says no more than this.
    fn explain_count(&mut self, error: Error, message: &str) -> Error {
        let Some(text) = message.strip_prefix("resource limit exceeded: ") else {
            return error;
        };
        let limits = [
            ("instance ", Limit::Instances, self.instances),
            ("memory ", Limit::Memories, self.memories),
            ("table ", Limit::Tables, self.tables),
        ];
        let known = limits.iter().find(|(name, ..)| text.starts_with(name));
        let total = text.rsplit(' ').next().and_then(|n| n.parse::<u64>().ok());
        let (Some(&(_, limit, most)), Some(total)) = (known, total) else {
            return error;
        };
        let hit = Hit {
            limit,
            most: most as u64,
            used: most as u64,
            wanted: total.saturating_sub(most as u64),
        };
        self.refuse(hit);
        refusal(hit)
    }

    fn take(&mut self, account: impl FnOnce(&mut Self) -> &mut Account, wanted: u64) -> bool {
        match account(self).take(wanted) {
            Ok(()) => true,
            Err(hit) => {
                self.refuse(hit);
                false
            }
        }
    }

    fn refuse(&mut self, hit: Hit) {
        self.hit = Some(hit);
        self.refusals += 1;
        if let Some(report) = self.report
            && has_host_stack()
        {
            report(hit.limit as u64, hit.most, hit.used, hit.wanted);
        }
    }
}

fn count(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn refusal(hit: Hit) -> Error {
    let Hit {
        most, used, wanted, ..
    } = hit;
    match hit.limit {
        Limit::Memory => format_err!(
            "the store's memory is limited to {most} bytes by maxMemory: {used} are in use, and {wanted} more were wanted"
        ),
        Limit::TableElements => format_err!(
            "the store's table elements are limited to {most} by maxTableElements: {used} are in use, and {wanted} \
             more were wanted"
        ),
        Limit::Instances => {
            format_err!("the store's instances are limited to {most} by maxInstances")
        }
        Limit::Memories => format_err!("the store's memories are limited to {most} by maxMemories"),
        Limit::Tables => format_err!("the store's tables are limited to {most} by maxTables"),
    }
}

impl ResourceLimiter for Limits {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        let wanted = desired.saturating_sub(current) as u64;
        let allowed = self.take(|limits| &mut limits.memory, wanted);
        if allowed {
            self.last_growth = wanted;
        }
        Ok(allowed)
    }

    fn memory_grow_failed(&mut self, error: Error) -> Result<()> {
        // The one failure that comes without a question before it, and so was not counted.
        if error.to_string() != "memory growth exceeds memory type's limits" {
            self.memory.used -= self.last_growth;
            self.last_growth = 0;
        }
        Ok(())
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        let wanted = desired.saturating_sub(current) as u64;
        Ok(self.take(|limits| &mut limits.elements, wanted))
    }

    fn instances(&self) -> usize {
        self.instances
    }

    fn tables(&self) -> usize {
        self.tables
    }

    fn memories(&self) -> usize {
        self.memories
    }
}
