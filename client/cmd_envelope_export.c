/* shangji envelope export: the same envelope as DSSE's JSON, for other people's tools. */
#include "client/command.h"

#include "client/dsse_json.h"
#include "client/envelope_file.h"
#include "client/where.h"

#include <stdio.h>

enum { EXPORT_ARENA_BYTES = 64 * 1024 * 1024 };

static enum sj_status export(struct sj_home *home, const char *name, const char *out,
                             struct sj_arena *arena, struct sj_error *error) {
    struct sj_envelope_file file; struct sj_buffer text = {.limit = SJ_DSSE_JSON_MAX_BYTES};
    enum sj_status status = sj_envelope_open(home, name, arena, &file, error);
    if (status == SJ_OK) status = sj_dsse_json_print(&file.envelope, &text, error);
    sj_buffer_add_char(&text, '\n');
    if (status == SJ_OK && out) status = sj_file_write(out, sj_buffer_bytes(&text), 0644, error);
    else if (status == SJ_OK) fputs(sj_buffer_text(&text), stdout);
    sj_buffer_clear(&text);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    const char *dir = NULL, *out = NULL;
    const struct sj_option options[] = {
        {.name = "output",
         .letter = 'o',
         .kind = SJ_OPTION_TEXT,
         .target = &out,
         .argument = N_("FILE.json"),
         .help = N_("write there instead of to standard output")},
        SJ_OPTION_HOME(&dir),
    };
    const struct sj_command_line line = {
        .program = "shangji envelope export",
        .arguments = N_("NAME|FILE.envelope"),
        .summary = sj_cmd_envelope_export.summary,
        .notes = N_("payload, payloadType and signatures[].keyid, .sig, in standard base64. "
                    "'shangji envelope import'\nmakes the binary form of it again."),
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
    struct sj_home home;
    struct sj_arena arena;
    sj_arena_init(&arena, EXPORT_ARENA_BYTES);
    status = sj_home_open(dir, &home, error);
    if (status == SJ_OK)
        status = export(&home, argv[1], out, &arena, error);
    sj_arena_clear(&arena);
    sj_home_clear(&home);
    return status;
}

const struct sj_command sj_cmd_envelope_export = {
    .name = "envelope export",
    .summary = N_("write an envelope as DSSE JSON"),
    .run = run,
};
