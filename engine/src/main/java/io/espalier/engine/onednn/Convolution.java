package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import io.espalier.engine.onednn.library.Implementation;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.model.layer.ConvShape;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** A convolution's primitives. */
final class Convolution implements WeightedLayer {
  private static final long[] NO_DILATION = {0, 0};

  /** Channels that fill the widest vectors, those of AVX-512. */
  private static final int FULL = 16;

  private final ConvShape conv;
  private final long[] weights;
  private final long[] output;
  private final long[] strides;
  private final long[] padding;

  Convolution(ConvShape conv, Value input) {
    this.conv = conv;
    this.strides = new long[] {conv.stride(), conv.stride()};
    this.padding = new long[] {conv.padding(), conv.padding()};
    long kernel = conv.kernel();
    long groups = conv.groups();
    this.weights =
        groups == 1
            ? new long[] {conv.out(), conv.in(), kernel, kernel}
            : new long[] {groups, conv.out() / groups, conv.in() / groups, kernel, kernel};
    long[] from = input.dimensions();
    this.output = new long[] {input.batch(), conv.out(), side(from[2]), side(from[3])};
  }

  @Override
  public String name() {
    return conv.name();
  }

  @Override
  public long[] weights() {
    return weights;
  }

  @Override
  public boolean bias() {
    return conv.bias();
  }

  @Override
  public long[] output() {
    return output;
  }

  @Override
  public dnnl_memory_desc outputLayout(Scope scope) {
    return scope.any(output);
  }

  @Override
  public int forward(
      dnnl_primitive_desc made,
      int kind,
      Layouts layouts,
      dnnl_memory_desc output,
      @Nullable dnnl_primitive_attr attributes) {
    return dnnl_convolution_forward_primitive_desc_create(
        made,
        Native.engine(),
        kind,
        dnnl_convolution_direct,
        layouts.input(),
        layouts.weights(),
        layouts.biases(),
        output,
        strides,
        NO_DILATION,
        padding,
        padding,
        attributes);
  }

  @Override
  public int inputGradient(
      dnnl_primitive_desc made,
      Layouts layouts,
      dnnl_memory_desc delta,
      dnnl_primitive_desc forward) {
    return dnnl_convolution_backward_data_primitive_desc_create(
        made,
        Native.engine(),
        dnnl_convolution_direct,
        layouts.input(),
        layouts.weights(),
        delta,
        strides,
        NO_DILATION,
        padding,
        padding,
        forward,
        null);
  }

  @Override
  public int parameterGradients(
      dnnl_primitive_desc made,
      Layouts layouts,
      dnnl_memory_desc delta,
      dnnl_primitive_desc forward) {
    int status =
        dnnl_convolution_backward_weights_primitive_desc_create(
            made,
            Native.engine(),
            dnnl_convolution_direct,
            layouts.input(),
            layouts.weights(),
            layouts.biases(),
            delta,
            strides,
            NO_DILATION,
            padding,
            padding,
            forward,
            null);
    // There oneDNN's (3.8.1, its issue 6035) writes past the end of its own memory: the process
    // ends sooner or later, and until then gradients may be wrong.
    if (status == dnnl_success
        && conv.kernel() == 1
        && conv.stride() > 1
        && conv.in() / conv.groups() % FULL != 0) {
      Implementation.passOver(made, "jit_1x1:");
    }
    return status;
  }

  private long side(long input) {
    return (input + 2L * conv.padding() - conv.kernel()) / conv.stride() + 1;
  }
}
