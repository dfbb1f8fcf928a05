
#[repr(transparent)]
#[derive(Debug, Default, Copy, Clone, PartialEq, Eq)]
pub struct __BindgenFloat16(pub u16);
pub type float16_t = __BindgenFloat16;
pub type bfloat16_t = u16;
unsafe extern "C" {
    pub fn mlx_array_item_float16(result: *mut float16_t, array: mlx_array) -> ::std::os::raw::c_int;
    pub fn mlx_array_item_bfloat16(result: *mut bfloat16_t, array: mlx_array) -> ::std::os::raw::c_int;
    pub fn mlx_array_data_float16(array: mlx_array) -> *const float16_t;
    pub fn mlx_array_data_bfloat16(array: mlx_array) -> *const bfloat16_t;
}
