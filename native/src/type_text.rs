//! Value types in the words of WebAssembly's text format.
//!
//! The engine writes numbers of its own for the types that a module defines. Here their text is their
//! structure, `(ref null (struct (field i32)))`, with a name for one that speaks of itself, such as the
//! node of a list: `(ref null (struct $0 (field (ref null $0))))`.

use wasmtime::{FieldType, FuncType, HeapType, RefType, StorageType, ValType};

/// A larger type is cut, as the text of types that refer to each other has no bound.
const LONGEST: usize = 1024;

pub fn value_text(ty: &ValType) -> String {
    let mut text = TypeText::default();
    text.value(ty);
    text.text
}

pub fn reference_text(ty: &RefType) -> String {
    let mut text = TypeText::default();
    text.reference(ty);
    text.text
}

/// A type whose text is being written.
struct Open {
    ty: HeapType,
    /// Whether a type inside refers to it.
    named: bool,
}

#[derive(Default)]
struct TypeText {
    text: String,
    open: Vec<Open>,
}

impl TypeText {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn value(&mut self, ty: &ValType) {
        match ty {
            ValType::Ref(ty) => self.reference(ty),
            number => self.push(&number.to_string()),
        }
    }

    fn reference(&mut self, ty: &RefType) {
        self.push(if ty.is_nullable() {
            "(ref null "
        } else {
            "(ref "
        });
        self.heap(ty.heap_type());
        self.push(")");
    }

    fn heap(&mut self, ty: &HeapType) {
        match ty {
            HeapType::ConcreteFunc(func) => self.defined(ty, "func", |text| text.func(func)),
            HeapType::ConcreteStruct(structure) => {
                self.defined(ty, "struct", |text| {
                    text.list(" (field", structure.fields())
                });
            }
            HeapType::ConcreteArray(array) => self.defined(ty, "array", |text| {
                text.push(" ");
                text.field(&array.field_type());
            }),
            HeapType::ConcreteExn(_) => self.push("exn"),
            HeapType::ConcreteCont(_) => self.push("cont"),
            other => self.push(&other.to_string()),
        }
    }

    /// A type of a module: its text, or its name within its text.
    fn defined(&mut self, ty: &HeapType, kind: &str, parts: impl FnOnce(&mut Self)) {
        let known = self.open.iter().position(|open| HeapType::eq(&open.ty, ty));
        if let Some(depth) = known {
            self.open[depth].named = true;
            return self.push(&format!("${depth}"));
        }
        self.push("(");
        self.push(kind);
        let place = self.text.len();
        self.open.push(Open {
            ty: ty.clone(),
            named: false,
        });
        if self.text.len() < LONGEST {
            parts(self);
        } else {
            self.push(" ...");
        }
        if self.open.pop().is_some_and(|open| open.named) {
            let name = format!(" ${}", self.open.len());
            self.text.insert_str(place, &name);
        }
        self.push(")");
    }

    fn func(&mut self, ty: &FuncType) {
        for (kind, values) in [
            (" (param", ty.params().collect::<Vec<_>>()),
            (" (result", ty.results().collect()),
        ] {
            if !values.is_empty() {
                self.push(kind);
                for value in &values {
                    if self.is_cut() {
                        break;
                    }
                    self.push(" ");
                    self.value(value);
                }
                self.push(")");
            }
        }
    }

    fn list(&mut self, kind: &str, fields: impl Iterator<Item = FieldType>) {
        for field in fields {
            if self.is_cut() {
                break;
            }
            self.push(kind);
            self.push(" ");
            self.field(&field);
            self.push(")");
        }
    }

    fn is_cut(&mut self) -> bool {
        let cut = self.text.len() >= LONGEST;
        if cut {
            self.push(" ...");
        }
        cut
    }

    fn field(&mut self, ty: &FieldType) {
        let mutable = ty.mutability().is_var();
        self.push(if mutable { "(mut " } else { "" });
        match ty.element_type() {
            StorageType::I8 => self.push("i8"),
            StorageType::I16 => self.push("i16"),
            StorageType::ValType(ty) => self.value(ty),
        }
        self.push(if mutable { ")" } else { "" });
    }
}
