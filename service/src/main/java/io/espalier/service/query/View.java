package io.espalier.service.query;

import io.espalier.service.answer.StatusAnswer;
import io.espalier.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What a query may look at.
 *
 * @param owner the process that owns the store, null while none does
 * @param live what the answering process knows of the run that it walks
 */
public record View(Site site, Store store, StatusAnswer.@Nullable Owner owner, Live live) {}
