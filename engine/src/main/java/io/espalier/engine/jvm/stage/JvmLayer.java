package io.espalier.engine.jvm.stage;

import io.espalier.model.layer.Layer;

/**
 * A layer that brings its own stage for the executor {@code jvm}: how a kind of layer comes from a
 * user jar. The executor's own layers are registered with it.
 */
public interface JvmLayer extends Layer {
  /** Makes its stage; all of its inputs count as read. */
  Stage stage(Place place);
}
