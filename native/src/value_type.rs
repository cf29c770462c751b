//! Types as Java writes them, in the words of WebAssembly's text format.

use wasmtime::error::bail;
use wasmtime::{Engine, FuncType, HeapType, RefType, Result, ValType};

/// `PARAMETERS->RESULTS`, where both are separated by commas.
pub fn func_type(engine: &Engine, text: &str) -> Result<FuncType> {
    let Some((parameters, results)) = text.split_once("->") else {
        bail!("{text} is no function type");
    };
    Ok(FuncType::new(engine, list(parameters)?, list(results)?))
}

fn list(text: &str) -> Result<Vec<ValType>> {
    match text {
        "" => Ok(Vec::new()),
        _ => text.split(',').map(value_type).collect(),
    }
}

pub fn value_type(text: &str) -> Result<ValType> {
    Ok(match text {
        "i32" => ValType::I32,
        "i64" => ValType::I64,
        "f32" => ValType::F32,
        "f64" => ValType::F64,
        "v128" => ValType::V128,
        _ => ValType::Ref(ref_type(text)?),
    })
}

pub fn ref_type(text: &str) -> Result<RefType> {
    if let Some(heap_type) = abbreviated(text) {
        return Ok(RefType::new(true, heap_type));
    }
    let inner = text
        .strip_prefix("(ref ")
        .and_then(|text| text.strip_suffix(')'));
    let Some(inner) = inner else {
        bail!("{text} is no value type");
    };
    let nullable = inner.strip_prefix("null ");
    let heap_type = heap_type(nullable.unwrap_or(inner))?;
    Ok(RefType::new(nullable.is_some(), heap_type))
}

fn abbreviated(text: &str) -> Option<HeapType> {
    Some(match text {
        "nullref" => HeapType::None,
        "nullfuncref" => HeapType::NoFunc,
        "nullexternref" => HeapType::NoExtern,
        "nullexnref" => HeapType::NoExn,
        _ => heap_type(text.strip_suffix("ref")?).ok()?,
    })
}

fn heap_type(text: &str) -> Result<HeapType> {
    Ok(match text {
        "func" => HeapType::Func,
        "nofunc" => HeapType::NoFunc,
        "extern" => HeapType::Extern,
        "noextern" => HeapType::NoExtern,
        "any" => HeapType::Any,
        "eq" => HeapType::Eq,
        "i31" => HeapType::I31,
        "struct" => HeapType::Struct,
        "array" => HeapType::Array,
        "none" => HeapType::None,
        "exn" => HeapType::Exn,
        "noexn" => HeapType::NoExn,
        _ => bail!(
            "a type of a module, as in {text}, can only be used through its imports and exports"
        ),
    })
}
