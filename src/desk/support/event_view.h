/* What the pages and panels of single support tasks show. */
#ifndef GUICHET_DESK_SUPPORT_EVENT_VIEW_H
#define GUICHET_DESK_SUPPORT_EVENT_VIEW_H

#include "desk/support/support_view.h"

struct event_panel {
        const struct support *s;
        const char *when, *edit, *seen, *number;
        const char *room_lost, *offer_label, *offer_value, *room_action; /* NULL: no room is lost; nothing is free */
        struct html_safe link;
        bool has_link, may, on_call;
        const struct cal_event *clashes;
        size_t n_clashes;
};

struct event_edit {
        struct page page;
        const char *action, *back, *title, *error, *day, *from, *to, *place, *link, *host, *who, *who_pick, *moderator_who, *moderator_pick;
        const char *e_from, *e_to, *e_room, *e_link, *e_host, *e_person, *e_moderator, *e_mode, *e_role, *e_place;
        const char *offer_label, *offer_value;
        const struct cal_option *rooms, *modes, *roles, *people, *moderators;
        size_t n_rooms, n_modes, n_roles, n_people, n_moderators;
        const struct cal_event *clashes;
        size_t n_clashes;
        int64_t version;
};

struct new_session {
        int64_t id, supports;
        const char *label;
        bool chosen;
};
struct new_view {
        struct page page;
        const char *course_label, *course, *task, *task_label, *error, *once;
        const char *day, *from, *to, *place, *link, *host, *who, *who_pick, *moderator_who, *moderator_pick, *subject, *note;
        const char *e_type, *e_course, *e_session, *e_person, *e_moderator, *e_mode, *e_role, *e_from, *e_to, *e_link, *e_room, *e_task;
        const struct cal_option *types, *modes, *roles, *rooms, *people;
        size_t n_types, n_modes, n_roles, n_rooms, n_people;
        const struct new_session *sessions;
        size_t n_sessions;
        int64_t course_id;
        bool sets_types; /* the reader may declare types */
};
struct preview_row {
        const struct support_row *r;
        const char *when, *value;
};
struct hidden {
        const char *name, *value;
};
struct preview_view {
        struct page page;
        const char *title, *error, *once;
        const struct preview_row *rows;
        size_t n_rows;
        const struct hidden *hidden;
        size_t n_hidden;
        int64_t made, left_out;
};

/* Lists of support tasks on other pages. */
struct support_line {
        const struct support *s;
        const char *href, *when, *who;
};
struct support_lines {
        const struct support_line *rows;
        size_t n_rows;
        const char *title, *add, *timetable, *none, *id;
};

#endif
