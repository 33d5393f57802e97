/**
 * The kinds of layers, a file each: a record whose components are the layer's settings as
 * experiment files write them, and which says what it gives, which tensors it has and how units
 * pass through it. How an executor computes it stands with the executor.
 */
package io.espalier.model.layer;
