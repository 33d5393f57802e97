package io.espalier.engine.onednn;

import io.espalier.engine.onednn.library.Blob;

/**
 * The loss's gradient at a {@link Value}, in that value's layout.
 *
 * @param owned whether the next step may overwrite it
 */
record Gradient(Blob blob, boolean owned) {}
