package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A non-linearity that no layer before it took along. */
final class ActivationNode implements Node {
  private final Planning planning;
  private final Activations kind;
  private final Value output;

  ActivationNode(Planning planning, Activations kind, Value input) {
    this.planning = planning;
    this.kind = kind;
    Scope scope = planning.scope();
    this.output = new Value(scope.blob(input.blob().layout()), input.dimensions(), input.learned());
    planning.add(
        new Op.Builder(description(scope, kind, kind.forward(), input.blob().layout()))
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_DST, output.blob()));
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    return undo(planning, kind, output, gradient);
  }

  /**
   * The gradient in front of a non-linearity.
   *
   * @param output what the non-linearity gave
   */
  static Gradient undo(Planning planning, Activations kind, Value output, Gradient gradient) {
    Scope scope = planning.scope();
    dnnl_memory_desc layout = output.blob().layout();
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_eltwise_backward_primitive_desc_create(
            description,
            Native.engine(),
            kind.backward(),
            layout,
            layout,
            layout,
            0,
            kind.limit(),
            description(scope, kind, kind.backward(), layout),
            null),
        "activation");
    Blob result = gradient.owned() ? gradient.blob() : planning.take(layout);
    planning.add(
        new Op.Builder(scope.own(description))
            .with(DNNL_ARG_DST, output.blob())
            .with(DNNL_ARG_DIFF_DST, gradient.blob())
            .with(DNNL_ARG_DIFF_SRC, result));
    return new Gradient(result, true);
  }

  private static dnnl_primitive_desc description(
      Scope scope, Activations kind, int algorithm, dnnl_memory_desc layout) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_eltwise_forward_primitive_desc_create(
            description,
            Native.engine(),
            dnnl_forward_training,
            algorithm,
            layout,
            layout,
            0,
            kind.limit(),
            null),
        "activation");
    return scope.own(description);
  }
}
