/* shangji envelope import: the binary form of an envelope that comes as DSSE's JSON. */
#include "client/command.h"

#include "client/dsse_json.h"
#include "client/envelope_print.h"
#include "client/file.h"
#include "client/home.h"

#include <stdio.h>

enum { IMPORT_ARENA_BYTES = 64 * 1024 * 1024 };

static enum sj_status import(const char *path, const char *out, struct sj_arena *arena,
                             struct sj_error *error)
{
    struct sj_bytes text;
    struct sj_envelope envelope;
    struct sj_envelope_file file = {.name = path};
    enum sj_status status = sj_file_read(path, SJ_DSSE_JSON_MAX_BYTES, arena, &text, error);
    if (status == SJ_OK)
        status = sj_dsse_json_parse(text, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_encode(&envelope, arena, &file.bytes, error);
    if (status == SJ_OK)
        status = sj_envelope_read(&file, arena, error);
    if (status == SJ_OK)
        status = sj_file_write(out, file.bytes, 0600, error);
    if (status != SJ_OK)
        return status;
    sj_envelope_print_head(&file, stdout);
    printf(_("signatures %zu, not verified: shangji envelope verify %s\n"),
           envelope.signature_count, out);
    return SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    const char *out = NULL;
    const struct sj_option options[] = {
        {.name = "output",
         .letter = 'o',
         .kind = SJ_OPTION_TEXT,
         .target = &out,
         .argument = N_("FILE.envelope"),
         .help = N_("where to write the binary form")},
    };
    const struct sj_command_line line = {
        .program = "shangji envelope import",
        .arguments = N_("FILE.json -o FILE.envelope"),
        .summary = sj_cmd_envelope_import.summary,
        .notes = N_("Takes standard and URL-safe base64, each strictly; members that DSSE does not "
                    "name are passed over."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    if (!out || !sj_bytes_ends(sj_bytes_of(out), SJ_LITERAL(".envelope")))
        return sj_error_set(error, SJ_USAGE, "BAD_NAME",
                            _("-o: the file's name must end in .envelope"));
    if (sj_file_exists(out))
        return sj_error_set(error, SJ_EXISTS, "FILE_EXISTS",
                            _("%s is there already; name another file"), out);
    struct sj_arena arena;
    sj_arena_init(&arena, IMPORT_ARENA_BYTES);
    status = import(argv[1], out, &arena, error);
    sj_arena_clear(&arena);
    return status;
}

const struct sj_command sj_cmd_envelope_import = {
    .name = "envelope import",
    .summary = N_("make the binary form of a DSSE JSON envelope"),
    .run = run,
};
