package io.espalier.store.step;

import io.espalier.store.artifact.StoredArtifact;

/** An input or output of a step: its role, its position in that role (from 0) and the bytes. */
public record StepArtifact(String role, int ordinal, StoredArtifact artifact) {}
