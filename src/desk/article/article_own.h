/* Shared by the files of desk/article only. */
#ifndef GUICHET_DESK_ARTICLE_ARTICLE_OWN_H
#define GUICHET_DESK_ARTICLE_ARTICLE_OWN_H

#include "desk/article/article.h"

enum { ARTICLE_ANY_ROLE = ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN,
       ARTICLE_EDITORS = ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN };

#endif
