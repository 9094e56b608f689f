/* Included by the build before every file: what we do not call, and what to call instead. */
#ifndef GUICHET_BASE_BANNED_H
#define GUICHET_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Some are macros of libc already, with or without fortification. */
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strtok
#undef gets
#undef system
#undef popen
#undef localtime
#undef gmtime
#undef mktime
#undef rand
#undef atoi
#undef alloca

#define strcpy(a, b)      BANNED_strcpy_use_arena_str_or_buf
#define strcat(a, b)      BANNED_strcat_use_buf
#define sprintf(...)      BANNED_sprintf_use_arena_fmt_or_snprintf
#define vsprintf(...)     BANNED_vsprintf_use_arena_vfmt
#define strtok(a, b)      BANNED_strtok_use_strchr
#define gets(a)           BANNED_gets
#define system(s)         BANNED_system_we_start_no_shell
#define popen(s, m)       BANNED_popen_we_start_no_shell
#define localtime(t)      BANNED_localtime_use_zone_local
#define gmtime(t)         BANNED_gmtime_use_zone_local
#define mktime(t)         BANNED_mktime_use_zone_moment
#define rand()            BANNED_rand_use_random_u64
#define atoi(s)           BANNED_atoi_use_text_i64
#define alloca(n)         BANNED_alloca_use_the_arena

#endif
