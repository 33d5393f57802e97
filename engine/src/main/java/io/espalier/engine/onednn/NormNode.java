package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_workspace_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Op;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.model.layer.BatchNorm;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** A batch norm, with the ReLU after it where there is one. */
final class NormNode implements LayerNode {
  private final Planning planning;
  private final Scope scope;
  private final String name;
  private final Value input;
  private final Value output;
  private final int flags;
  private final dnnl_primitive_desc forward;
  private final dnnl_memory_desc row;
  private final Blob mean;
  private final Blob variance;
  private final Blob scale;
  private final @Nullable Blob workspace;

  NormNode(Planning planning, String name, boolean relu, Value input) {
    this.planning = planning;
    this.scope = planning.scope();
    this.name = name;
    this.input = input;
    boolean training = planning.differentiates();
    boolean byBatch = planning.byBatch();
    this.flags =
        dnnl_use_scale
            | dnnl_use_shift
            | (relu ? dnnl_fuse_norm_relu : 0)
            | (byBatch ? 0 : dnnl_use_global_stats);
    dnnl_memory_desc layout = input.blob().layout();
    this.forward = new dnnl_primitive_desc();
    Native.check(
        dnnl_batch_normalization_forward_primitive_desc_create(
            forward,
            Native.engine(),
            training ? dnnl_forward_training : dnnl_forward_inference,
            layout,
            layout,
            (float) BatchNorm.EPSILON,
            flags,
            null),
        name);
    scope.own(forward);
    this.row = scope.rowMajor(input.channels());
    Weights weights = planning.weights();
    this.mean = scope.blob(row, weights.norm(name).mean(byBatch));
    this.variance = scope.blob(row, weights.norm(name).variance(byBatch));
    this.scale = weights.parameter(scope, name + ".weight", row);
    this.output = new Value(scope.blob(layout), input.dimensions(), true);
    this.workspace =
        relu && training ? scope.blob(scope.expected(forward, dnnl_query_workspace_md)) : null;
    if (byBatch) {
      long values = input.batch() * input.positions();
      planning.seen().add(() -> weights.norm(name).values(values));
    }
    planning.add(
        withWorkspace(new Op.Builder(forward))
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_SCALE, scale)
            .with(DNNL_ARG_SHIFT, weights.parameter(scope, name + ".bias", row))
            .with(DNNL_ARG_DST, output.blob()));
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    dnnl_memory_desc layout = input.blob().layout();
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_batch_normalization_backward_primitive_desc_create(
            description,
            Native.engine(),
            dnnl_backward,
            layout,
            layout,
            layout,
            (float) BatchNorm.EPSILON,
            flags,
            forward,
            null),
        name);
    Blob result = gradient.owned() ? gradient.blob() : planning.take(layout);
    Weights weights = planning.weights();
    planning.add(
        withWorkspace(new Op.Builder(scope.own(description)))
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_MEAN, mean)
            .with(DNNL_ARG_VARIANCE, variance)
            .with(DNNL_ARG_SCALE, scale)
            .with(DNNL_ARG_DIFF_DST, gradient.blob())
            .with(DNNL_ARG_DIFF_SRC, result)
            .with(DNNL_ARG_DIFF_SCALE, weights.gradient(scope, name + ".weight", row))
            .with(DNNL_ARG_DIFF_SHIFT, weights.gradient(scope, name + ".bias", row)));
    return new Gradient(result, true);
  }

  private Op.Builder withWorkspace(Op.Builder op) {
    return workspace == null ? op : op.with(DNNL_ARG_WORKSPACE, workspace);
  }
}
