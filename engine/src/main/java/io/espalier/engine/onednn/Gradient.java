package io.espalier.engine.onednn;

/**
 * The loss's gradient at a {@link Value}, in that value's layout.
 *
 * @param owned whether the next step may overwrite it
 */
record Gradient(Blob blob, boolean owned) {}
