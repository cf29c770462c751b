//! The types of a module's imports and exports, in one piece.
//!
//! The C API's own reflection aborts the process at a `v128`, at references of the GC proposal and
//! at limits over 32 bits, which any guest may have. Numbers are little-endian; a text is a `u32`
//! length and UTF-8.

use wasmtime::{ExternType, FuncType, MemoryType, TableType, ValType};
use wasmtime_c_api::{wasm_byte_vec_t, wasmtime_module_t};

use crate::layout;
use crate::panic::caught;
use crate::text::{ErrorPtr, error_ptr};
use crate::type_text::{reference_text, value_text};

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_module_imports(
    module: &wasmtime_module_t,
    out: &mut wasm_byte_vec_t,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut types = Types::default();
        for import in layout::module(module).imports() {
            types.text(import.module());
            types.text(import.name());
            types.external(&import.ty());
        }
        types.give(out);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_module_exports(
    module: &wasmtime_module_t,
    out: &mut wasm_byte_vec_t,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut types = Types::default();
        for export in layout::module(module).exports() {
            types.text(export.name());
            types.external(&export.ty());
        }
        types.give(out);
        Ok(())
    }))
}

#[derive(Default)]
pub struct Types(Vec<u8>);

impl Types {
    pub fn give(self, out: &mut wasm_byte_vec_t) {
        out.set_buffer(self.0);
    }

    pub fn external(&mut self, ty: &ExternType) {
        match ty {
            ExternType::Func(ty) => {
                self.byte(0);
                self.function(ty);
            }
            ExternType::Global(ty) => {
                self.byte(1);
                self.value(ty.content());
                self.byte(u8::from(ty.mutability().is_var()));
            }
            ExternType::Table(ty) => {
                self.byte(2);
                self.table(ty);
            }
            ExternType::Memory(ty) => {
                self.byte(3);
                self.memory(ty);
            }
            ExternType::Tag(ty) => {
                self.byte(4);
                self.function(ty.ty());
            }
        }
    }

    fn function(&mut self, ty: &FuncType) {
        self.values(ty.params());
        self.values(ty.results());
    }

    fn table(&mut self, ty: &TableType) {
        self.text(&reference_text(ty.element()));
        self.limits(ty.minimum(), ty.maximum());
        self.byte(u8::from(ty.is_64()));
    }

    fn memory(&mut self, ty: &MemoryType) {
        self.limits(ty.minimum(), ty.maximum());
        self.byte(u8::from(ty.is_64()));
        self.byte(u8::from(ty.is_shared()));
        self.0.extend(ty.page_size().to_le_bytes());
    }

    fn values(&mut self, types: impl ExactSizeIterator<Item = ValType>) {
        self.length(types.len());
        types.for_each(|ty| self.value(&ty));
    }

    fn value(&mut self, ty: &ValType) {
        self.text(&value_text(ty));
    }

    fn limits(&mut self, minimum: u64, maximum: Option<u64>) {
        self.0.extend(minimum.to_le_bytes());
        self.byte(u8::from(maximum.is_some()));
        self.0.extend(maximum.unwrap_or(0).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend(text.as_bytes());
    }

    fn length(&mut self, length: usize) {
        let length = u32::try_from(length).expect("a module has less than 4 GiB");
        self.0.extend(length.to_le_bytes());
    }

    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }
}
