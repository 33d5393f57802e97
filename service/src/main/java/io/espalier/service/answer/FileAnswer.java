package io.espalier.service.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.setting.Doc;
import java.util.Map;

/**
 * Where artifacts lie, for export: the bytes are copied from the store's own files and hashed on
 * the way.
 */
@Doc(
    "Where artifacts lie, for `export`: the bytes are copied from the store's own files and hashed on the way.")
public record FileAnswer(
    @Doc("Digests, by the name that the file is to be given.") Map<String, String> files,
    @Doc("Where the bytes are on the machine that answers, by digest.") Map<String, String> paths,
    @Doc("What is said about them, any JSON; null for a single artifact.") JsonNode card) {}
