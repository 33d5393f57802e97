package io.espalier.engine.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_clone;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Owns native things and frees them, last made first. */
public final class Scope implements AutoCloseable {
  /** Plain row-major layouts by number of dimensions: a, ab, abc, … */
  private static final int[] ROW_MAJOR = {0, 2, 3, 4, 5, 6};

  /** Bytes of a cache line, at whose borders vectors are loaded fastest. */
  private static final long ALIGNMENT = 64;

  private final Deque<Runnable> owned = new ArrayDeque<>();

  /** Frees something when this closes. */
  public void onClose(Runnable free) {
    owned.push(free);
  }

  /** A row-major layout. */
  public dnnl_memory_desc rowMajor(long... dimensions) {
    return layout(ROW_MAJOR[dimensions.length], dimensions);
  }

  /** A layout that oneDNN may choose. */
  public dnnl_memory_desc any(long... dimensions) {
    return layout(dnnl_format_tag_any, dimensions);
  }

  private dnnl_memory_desc layout(int tag, long... dimensions) {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    Native.check(
        dnnl_memory_desc_create_with_tag(layout, dimensions.length, dimensions, dnnl_f32, tag),
        "layout");
    onClose(() -> dnnl_memory_desc_destroy(layout));
    return layout;
  }

  /** What a primitive expects of one of its arguments. */
  public dnnl_memory_desc expected(dnnl_primitive_desc description, int query) {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    Native.check(
        dnnl_memory_desc_clone(layout, dnnl_primitive_desc_query_md(description, query, 0)),
        "layout of an argument");
    onClose(() -> dnnl_memory_desc_destroy(layout));
    return layout;
  }

  /** Frees a description when this closes. */
  public dnnl_primitive_desc own(dnnl_primitive_desc description) {
    onClose(() -> dnnl_primitive_desc_destroy(description));
    return description;
  }

  public static boolean same(dnnl_memory_desc one, dnnl_memory_desc other) {
    return dnnl_memory_desc_equal(one, other) != 0;
  }

  /** Bytes that values of a layout take, padding included. */
  public static long size(dnnl_memory_desc layout) {
    return dnnl_memory_desc_get_size(layout);
  }

  /** New memory of so many bytes, all zeros: padded channels have to be. */
  public FloatPointer memory(long size) {
    long count = (size + Float.BYTES - 1) / Float.BYTES;
    FloatPointer whole = new FloatPointer(count + ALIGNMENT / Float.BYTES);
    onClose(whole::close);
    long misplaced = whole.address() % ALIGNMENT;
    FloatPointer values =
        whole.getPointer(misplaced == 0 ? 0 : (ALIGNMENT - misplaced) / Float.BYTES);
    Pointer.memset(values, 0, count * Float.BYTES);
    return values;
  }

  public Blob blob(dnnl_memory_desc layout) {
    return blob(layout, memory(size(layout)));
  }

  /** Existing memory under a layout. */
  public Blob blob(dnnl_memory_desc layout, FloatPointer values) {
    dnnl_memory memory = new dnnl_memory();
    Native.check(dnnl_memory_create(memory, layout, Native.engine(), values), "memory");
    onClose(() -> dnnl_memory_destroy(memory));
    return new Blob(layout, values, memory);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().run();
    }
  }
}
