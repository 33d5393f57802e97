package io.espalier.engine.onednn.library;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.FloatPointer;

/** Values in native memory, in a layout of oneDNN's choice. Equal only to itself. */
public final class Blob {
  private final dnnl_memory_desc layout;
  private final FloatPointer values;
  private final dnnl_memory memory;

  /**
   * A memory under a layout.
   *
   * @param memory oneDNN's handle on it
   */
  public Blob(dnnl_memory_desc layout, FloatPointer values, dnnl_memory memory) {
    this.layout = layout;
    this.values = values;
    this.memory = memory;
  }

  /** Dimensions and their order in memory. */
  public dnnl_memory_desc layout() {
    return layout;
  }

  public FloatPointer values() {
    return values;
  }

  public dnnl_memory memory() {
    return memory;
  }
}
