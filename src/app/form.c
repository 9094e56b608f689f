/* Input fields, declared with their validators: the same table reads a browser's form, an API's JSON
 * object or the words of a mail.  All errors are collected at once and what was typed is kept. */
#include "app/state.h"
#include "formats/json.h"

static const char *raw_value(struct ctx *c, const char *name, size_t *n)
{
        for (size_t i = 0; c->req && i < c->req->n_field; i++)
                if (strcmp(c->req->field[i].name, name) == 0) {
                        *n = c->req->field[i].n;
                        return c->req->field[i].value;
                }
        for (size_t i = 0; c->req && c->req->method == HTTP_GET && i < c->req->n_param; i++)
                if (strcmp(c->req->param[i].name, name) == 0) {
                        *n = c->req->param[i].n;
                        return c->req->param[i].value;
                }
        const char *text = c->json ? jv_scalar(c->arena, jv_get(c->json, name)) : NULL;
        *n = text ? strlen(text) : 0;
        return text;
}

const char *form_value(struct ctx *c, const char *name)
{
        size_t n;
        const char *v = raw_value(c, name, &n);
        return v ? text_clean(c->arena, v, n, false) : NULL;
}

void form_error_text(struct ctx *c, const char *field, const char *message)
{
        if (form_msg(c, field) || c->n_error == ARRAY_LEN(c->error))
                return;
        c->error[c->n_error++] = (struct form_error){field, message};
}

void form_error(struct ctx *c, const char *field, int message)
{
        form_error_text(c, field, msg(c->lang, message));
}

const char *form_msg(const struct ctx *c, const char *field)
{
        for (size_t i = 0; i < c->n_error; i++)
                if (strcmp(c->error[i].field, field) == 0)
                        return c->error[i].message;
        return NULL;
}

static void form_error_max(struct ctx *c, const char *field, int64_t max)
{
        struct html_arg arg = {"max", NULL, max};
        form_error_text(c, field, msg_text(c->arena, c->lang, MSG_form_too_long, 1, &arg));
}

/* One '@', something on both sides, no space: what RFC 5321 needs at the least; the proof is a mail. */
static bool mail_plausible(const char *s)
{
        const char *at = strchr(s, '@');
        return at && at != s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " <>\"\n\t,;") && strchr(at, '.');
}

static void read_text(struct ctx *c, const struct form_field *f, const char *raw, size_t n, const char **out)
{
        *out = raw ? text_clean(c->arena, raw, n, f->type != FORM_TEXT) : "";
        if (f->min > 0 && text_blank(*out)) {
                form_error(c, f->name, f->missing ? f->missing : MSG_form_missing);
                return;
        }
        int64_t count = (int64_t)utf8_count(*out);
        if (**out && count < f->min) {
                struct html_arg arg = {"min", NULL, f->min};
                form_error_text(c, f->name, msg_text(c->arena, c->lang, MSG_form_too_short, 1, &arg));
        }
        if (f->max > 0 && (count > f->max || strlen(*out) > (size_t)f->max * 4))
                form_error_max(c, f->name, f->max);
        if (f->type == FORM_MAIL && **out && !mail_plausible(*out))
                form_error(c, f->name, MSG_form_bad_mail);
}

static void read_id(struct ctx *c, const struct form_field *f, const char *raw, int64_t *out)
{
        *out = 0;
        if (!raw || !*raw) {
                if (f->min > 0)
                        form_error(c, f->name, f->missing ? f->missing : MSG_form_missing);
                return;
        }
        if (!text_i64(raw, out) || *out < f->min || (f->max && *out > f->max)) {
                *out = 0;
                form_error(c, f->name, MSG_form_bad_number);
        }
}

/* A program's word of another kind than the field: a list or an object, and what is neither yes nor no for a flag.  Left
 * alone it would count as absent, or as no. */
static bool strange(struct ctx *c, const struct form_field *f)
{
        const struct json *j = c->json ? jv_get(c->json, f->name) : NULL;
        const char *text = jv_scalar(c->arena, j);

        if (jv_type(j) == JV_ARRAY || jv_type(j) == JV_OBJECT)
                return true;
        return f->type == FORM_FLAG && text && *text && !str_eq(text, "0") && !str_eq(text, "1") && !str_eq(text, "true") && !str_eq(text, "false");
}

bool form_read(struct ctx *c, const struct form_field *fields, void *in)
{
        for (const struct form_field *f = fields; f->name; f++) {
                size_t n;
                const char *raw = raw_value(c, f->name, &n);
                char *at = (char *)in + f->offset;
                if (raw && !utf8_valid(raw, n) && f->type != FORM_ID)
                        form_error(c, f->name, MSG_form_bad_text);
                if (strange(c, f))
                        form_error(c, f->name, f->type == FORM_FLAG ? MSG_form_bad_flag : MSG_form_bad_text);
                if (f->type == FORM_ID)
                        read_id(c, f, raw, (int64_t *)(void *)at);
                else if (f->type == FORM_FLAG)
                        *(int64_t *)(void *)at = raw && *raw && strcmp(raw, "0") != 0 && strcmp(raw, "false") != 0;
                else
                        read_text(c, f, raw, n, (const char **)(void *)at);
        }
        if (c->req && c->req->body_st == ST_TOO_LARGE)
                form_error(c, "files", MSG_form_files_too_large);
        return c->n_error == 0;
}
