package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_avg_exclude_padding;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_max;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Op;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.model.layer.AveragePool;
import io.espalier.model.layer.MaxPool;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** The maximum or the mean of windows, or the mean over all positions. */
final class PoolNode implements LayerNode {
  private static final long[] NONE = {0, 0};

  private final Planning planning;
  private final Value input;
  private final Value output;
  private final int algorithm;
  private final long[] window;
  private final long[] strides;
  private final dnnl_primitive_desc forward;
  private final @Nullable Blob workspace;

  private PoolNode(Planning planning, Value input, int algorithm, long[] window, long[] strides) {
    this.planning = planning;
    this.input = input;
    this.algorithm = algorithm;
    this.window = window;
    this.strides = strides;
    Scope scope = planning.scope();
    boolean training = planning.differentiates();
    long[] in = input.dimensions();
    long[] out = {
      in[0], in[1], (in[2] - window[0]) / strides[0] + 1, (in[3] - window[1]) / strides[1] + 1
    };
    this.forward = new dnnl_primitive_desc();
    Native.check(
        dnnl_pooling_forward_primitive_desc_create(
            forward,
            Native.engine(),
            training ? dnnl_forward_training : dnnl_forward_inference,
            algorithm,
            input.blob().layout(),
            scope.any(out),
            strides,
            window,
            NONE,
            NONE,
            NONE,
            null),
        "pool");
    scope.own(forward);
    this.output =
        new Value(scope.blob(scope.expected(forward, dnnl_query_dst_md)), out, input.learned());
    this.workspace =
        training && algorithm == dnnl_pooling_max
            ? scope.blob(scope.expected(forward, dnnl_query_workspace_md))
            : null;
    planning.add(
        withWorkspace(new Op.Builder(forward))
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_DST, output.blob()));
  }

  static PoolNode max(Planning planning, MaxPool pool, Value input) {
    return windows(planning, input, dnnl_pooling_max, pool.size(), pool.step());
  }

  static PoolNode average(Planning planning, AveragePool pool, Value input) {
    return windows(planning, input, dnnl_pooling_avg_exclude_padding, pool.size(), pool.step());
  }

  private static PoolNode windows(
      Planning planning, Value input, int algorithm, long size, long step) {
    return new PoolNode(
        planning, input, algorithm, new long[] {size, size}, new long[] {step, step});
  }

  static PoolNode mean(Planning planning, Value input) {
    long[] all = {input.dimensions()[2], input.dimensions()[3]};
    return new PoolNode(planning, input, dnnl_pooling_avg_exclude_padding, all, all);
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_pooling_backward_primitive_desc_create(
            description,
            Native.engine(),
            algorithm,
            input.blob().layout(),
            gradient.blob().layout(),
            strides,
            window,
            NONE,
            NONE,
            NONE,
            forward,
            null),
        "pool");
    planning.scope().own(description);
    Blob result = planning.take(input.blob().layout());
    planning.add(
        withWorkspace(new Op.Builder(description))
            .with(DNNL_ARG_DIFF_DST, gradient.blob())
            .with(DNNL_ARG_DIFF_SRC, result));
    planning.release(gradient);
    return new Gradient(result, true);
  }

  private Op.Builder withWorkspace(Op.Builder op) {
    return workspace == null ? op : op.with(DNNL_ARG_WORKSPACE, workspace);
  }
}
