package io.espalier.engine.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_next_impl;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;

import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Which of its implementations of a primitive oneDNN takes. */
public final class Implementation {
  private Implementation() {}

  /**
   * Takes the next ones in oneDNN's order for as long as it would take one of a family.
   *
   * @param description of a primitive that has not been made yet
   * @param family what their names begin with, such as {@code jit_1x1:}
   */
  public static void passOver(dnnl_primitive_desc description, String family) {
    while (name(description).startsWith(family)) {
      Native.check(dnnl_primitive_desc_next_impl(description), "another implementation");
    }
  }

  private static String name(dnnl_primitive_desc description) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      Native.check(
          dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, name),
          "name of an implementation");
      return name.get(BytePointer.class, 0).getString();
    }
  }
}
